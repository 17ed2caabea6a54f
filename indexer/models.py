"""The nouns of the archive: page, article, passage, hit, citation, answer.

Text flows one way, and every step keeps its offsets into the step before:

    Page.text --Part--> Article.text --Passage--> Hit --> Citation --> Answer

All offsets count characters (code points) from 0; `end` is exclusive. This module imports nothing
of ours, and nothing here does any work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a stretch of a page is to its article."""

    KICKER = "kicker"  # 引题
    TITLE = "title"  # 正题
    SUBTITLE = "subtitle"  # 副题
    COLUMN = "column"  # 栏目
    KEYWORDS = "keywords"  # 关键词
    BYLINE = "byline"  # □本报记者 …
    DATELINE = "dateline"  # 本报利津讯; stands at the head of the body and is part of its text
    SUBHEAD = "subhead"  # 小标题
    BODY = "body"
    CAPTION = "caption"  # 图片说明
    JUMP = "jump"  # 转第3版, 上接第1版
    LOOP = "loop"  # a clause the text recogniser repeated; kept on the page, folded in the article
    OTHER = "other"  # belongs to no article


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in `Page.width` × `Page.height`, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of `Page.text`, such as a printed line, and what its source says of it.

    `role` and `article` are the source's own word (library XML, Markdown); the layout stage goes by
    them. Blocks with the same `article`, "" apart, are of one article.
    """

    start: int
    end: int
    box: Box | None = None
    confidence: float | None = None  # of the text recogniser, 0 to 1
    font_size: float | None = None  # in the units of the box
    role: Role | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one line of a page, known by how it begins; None is silence.

    `belongs_to` is how a line of the article begins that the line is part of, "" for silence.
    """

    text: str
    begins: bool | None = None  # it begins an article
    role: Role | None = None
    belongs_to: str = ""
    file: str = ""  # where that was said


@dataclass(frozen=True, slots=True)
class Page:
    """One printed page of one issue, or one article that came already cut.

    A paragraph, headline or byline is a line of `text`; where a source has printed lines, those of
    one paragraph are run together and `blocks` says where each stands. Text that no block covers is
    allowed.

    `id` is `<newspaper>/<date>/<number>` where all three are known, else the file's path below the
    folder it was found in; for an article that came already cut, the id it came with. `newspaper`,
    `date` (ISO, YYYY-MM-DD) and `number` (版次, as the source writes it) are "" where unknown:
    nothing is invented.
    """

    id: str
    text: str
    newspaper: str = ""
    date: str = ""
    number: str = ""
    section: str = ""  # 版名
    source: str = ""  # path of the file, as given
    digest: str = ""  # SHA-256 of what was read
    blocks: tuple[Block, ...] = ()  # in reading order, disjoint
    already_cut: bool = False
    headline: str = ""  # this and the next four: given with an article that came already cut
    kicker: str = ""
    subtitle: str = ""
    byline: str = ""
    column: str = ""
    image: str = ""  # path of the picture or PDF the boxes lie on, "" for none
    sheet: int = 0  # which sheet of `image`, from 0
    corrections: tuple[Correction, ...] = ()  # for the layout stage; not kept in the archive
    width: float = 0.0  # of the sheet: pixels (pictures) or points (PDF); 0 where unknown
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of `Page.text` and what it is to its article.

    `text_start` is where the same characters begin in `Article.text`, or None where they are not
    in it (headlines, bylines, folded loops). `cue` names what decided, for `show --layout`.
    """

    role: Role
    start: int
    end: int
    text_start: int | None = None
    cue: str = ""
    close: bool = False  # the decision could have gone the other way


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it: names in order, and the line as printed."""

    text: str = ""
    names: tuple[str, ...] = ()
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when the report was filed: `place` and `date` as printed, "" where not given."""

    text: str = ""
    place: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one page.

    `text` is the body as a reader would read it: paragraphs joined by one line feed, sentences
    broken by a column's end mended, folded loops left out. Sub-heads, captions and the dateline
    are in it; kicker, title, subtitle, column and byline are not. Every character of `text` but
    the joining line feeds is traced to `Page.text` by a part with a `text_start`.
    """

    id: str  # `<page id>#<n>`, n from 1 in page order; or the id it came with
    page_id: str
    text: str
    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    byline: Byline = Byline()
    dateline: Dateline = Dateline()
    newspaper: str = ""
    date: str = ""
    page: str = ""  # the page's number
    section: str = ""
    parts: tuple[Part, ...] = ()  # in page order


def searchable_lines(article: Article) -> tuple[str, ...]:
    """Return what of an article, besides its text, is found by its exact words."""
    return (
        article.title, article.kicker, article.subtitle, article.column, article.byline.text,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `article.text[start:end] == text`, always.

    `sentences` are the spans, in `article.text`, of the sentences it is made of, in order.
    """

    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, why, and what to highlight.

    `words` and `meaning` are the channels' scores scaled to 0..1 within this query, None where the
    channel did not return it; `score` is the fused one. `highlights` are spans in `article.text`,
    `title_highlights` in `article.title`; both in order and disjoint. `best_sentence` is the span
    of the sentence nearest in meaning, where the meaning channel found it.
    """

    article: Article
    passage: Passage
    score: float
    words: float | None = None
    meaning: float | None = None
    highlights: tuple[tuple[int, int], ...] = ()
    title_highlights: tuple[tuple[int, int], ...] = ()
    best_sentence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """One print of a story: the same text, or nearly, in one paper on one day."""

    article_id: str
    newspaper: str
    date: str
    page: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleHits:
    """An article that was found, its hits (best first, none where only its headline answers).

    `score` compares it with the others of one result: with the second stage it is the probability
    that this is the article looked for. `prints` are all prints of its story in the archive, the
    first print first; empty where there is no other than this.
    """

    article: Article
    score: float
    hits: tuple[Hit, ...]
    prints: tuple[Print, ...] = ()


Counts = tuple[tuple[str, int], ...]
"""(value, articles), most first; "" is unknown."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many articles of a whole result have each value; years, months and days in time's order.

    `days` are counted where the result lies within two months, else there are too many of them.
    """

    newspapers: Counts = ()
    years: Counts = ()
    months: Counts = ()
    days: Counts = ()
    pages: Counts = ()
    columns: Counts = ()
    authors: Counts = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name as typed that the archive does not hold, one like it that it does, in how many articles."""

    typed: str
    meant: str
    articles: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of results: articles best first, ties by article id; reprints under the best print.

    `total` counts all articles of the result and `stories` what is left when reprints count once.
    `matched` counts those that the query finds, `near` those that merely stand near them: by
    relevance they are listed too, by date they are not (`indexer.search.matches`).
    `facets` count over the whole result, not this page. `notes` are remarks for the person who
    asked, such as a part of the query that was not understood; `suggestions` what may have been
    meant.
    """

    query: str
    channel: str
    articles: tuple[ArticleHits, ...]
    total: int
    stories: int = 0
    matched: int = 0
    near: int = 0
    facets: Facets = Facets()
    notes: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    sort: str = "relevance"
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of one article, checked: `article.text[start:end] == quote`.

    `reference` is the GB/T 7714-2025 [N] form. `newspaper`, `date`, `page` are "" where unknown.
    """

    article_id: str
    newspaper: str
    date: str
    page: str
    title: str
    byline: str
    quote: str
    start: int
    end: int
    reference: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the citations that carry it, the strongest first.

    `strength` is the probability, 0 to 1, that the first citation's words answer the question; 0
    where a language model cited words that were not weighed.
    `answer` is the span of `citations[0].quote`, counted in the article's text, of the shortest
    words that answer; None where no such words were told.
    """

    text: str
    citations: tuple[Citation, ...]
    strength: float = 0.0
    answer: tuple[int, int] | None = None

    @property
    def support(self) -> str:
        """How strong in a word: strong from 0.7 on, fair from 0.4, weak below; "" without a strength."""
        if not self.strength:
            return ""
        return "strong" if self.strength >= 0.7 else "fair" if self.strength >= 0.4 else "weak"

    @property
    def answer_text(self) -> str:
        """The words of `answer` as printed, "" without one."""
        if self.answer is None:
            return ""
        start = self.citations[0].start
        return self.citations[0].quote[self.answer[0] - start : self.answer[1] - start]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list that was asked for, as its first citation prints it.

    `spans` (one a citation) are where it stands, counted in the text of the citation's article and
    within its quote; `text` is what stands at the first.
    """

    text: str
    citations: tuple[Citation, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one of two things compared: `text` stands at `span` of the article, in the quote.

    `of` is the thing as the question names it. `value` is the number in figures, `unit` what it
    counts, both as understood; `period` is the year or the days it is of, "" where that does not
    matter.
    """

    of: str
    text: str
    value: str
    unit: str
    citation: Citation
    span: tuple[int, int]
    period: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things compared by their figures, None where none was found.

    `more` is the thing whose figure is the greater, "" where they are equal or were not compared;
    `difference` is computed by us from the two figures ("2370米"), "" where they were not compared
    and why not is then `obstacle`. `is_about` tells that a figure is no exact one (近300米).
    """

    things: tuple[str, str]
    figures: tuple[Figure | None, Figure | None]
    more: str = ""
    difference: str = ""
    is_about: bool = False
    asks_less: bool = False
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Struck:
    """A statement that a language model made and that its citation does not carry, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, and the nearest passages all the same."""

    reason: str
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Claims with their citations, or a refusal; never both, never neither.

    `question` is completed from the questions before it, where it was asked after others.
    `struck` is what a language model said and could not show; `notes` are remarks for the person
    who asked: a date understood from 去年, reports that differ, a language model that did not answer.
    `items` is the list, where one was asked for and told; `comparison` compares two figures, where
    that was asked for. What either shows stands in quotes of its own citations.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    refusal: Refusal | None = None
    struck: tuple[Struck, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    items: tuple[Item, ...] = ()
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a line of one, that could not be read: where, and what to do about it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of `reindex` did. Ids are page ids, sorted; times are wall seconds by stage."""

    generation: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    skipped: tuple[Failure, ...] = ()  # files that are not pages, words without effect, and why
    articles: int = 0  # in the archive now
    passages: int = 0
    dry_run: bool = False
    embedded: int = 0  # sentences embedded in this run; the rest were known
    reason: str = ""  # why everything was indexed anew though nobody asked for it
    seconds: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class IssueGap:
    """Issues that are not held though the paper came out then, between two that are.

    `since` and `until` are the days (ISO) of the first and the last of them.
    """

    since: str
    until: str
    issues: int


@dataclass(frozen=True, slots=True)
class PageGap:
    """Pages that issues in a row lack, though they have later ones; `pages` as the others are written."""

    since: str
    until: str
    issues: int
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperCoverage:
    """What is held of one newspaper; "" is unknown, and of it no gaps are known.

    `first`, `last`, `weekdays` and `undated` are of all that is held, the rest of the period asked.
    `is_regular` tells whether missing issues can be known; `weekdays` (0 is Monday) are the days it
    comes out, empty where they are not known.
    """

    newspaper: str
    first: str = ""  # ISO days; "" where no page has a date
    last: str = ""
    issues: int = 0
    pages: int = 0  # with a number
    weekdays: tuple[int, ...] = ()
    is_regular: bool = False
    missing: tuple[IssueGap, ...] = ()
    missing_issues: int = 0
    missing_pages: tuple[PageGap, ...] = ()
    unnumbered: int = 0  # pages, or articles that came already cut, without a page number
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive holds from `since` to `until` (ISO days, inclusive, "" is open), by paper."""

    since: str = ""
    until: str = ""
    papers: tuple[PaperCoverage, ...] = ()
    failed: tuple[Failure, ...] = ()  # what the last runs could not read, whatever the period


@dataclass(frozen=True, slots=True)
class PaperHeld:
    """What is held of one newspaper at a glance; "" is unknown.

    `issues` are days of which anything is held, `pages` what is held of them and `undated` without
    a day: pages, or articles that came already cut. `failed` are files that could not be read.
    """

    newspaper: str
    issues: int = 0
    pages: int = 0
    first: str = ""  # ISO days; "" where nothing has a date
    last: str = ""
    undated: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class DayHeld:
    """What is held of one newspaper of one day, or that it is missing.

    `pages` have a number, `unnumbered` are pages or articles without one. `lacking` are the numbers
    of pages that the issue must have had. `missing`: the paper came out then by its rhythm, and
    nothing is held.
    """

    date: str
    pages: int = 0
    unnumbered: int = 0
    lacking: tuple[str, ...] = ()
    missing: bool = False
    failed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What names an article in a list; `begins` is how its text begins."""

    id: str
    title: str
    begins: str = ""


@dataclass(frozen=True, slots=True)
class PageHead:
    """A page and the articles on it, in page order, for a list of an issue's pages."""

    id: str
    number: str
    section: str
    has_picture: bool
    articles: tuple[ArticleHead, ...] = ()
