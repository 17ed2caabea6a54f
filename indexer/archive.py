"""The archive as a program sees it: open it once, search, ask, show, from any thread.

from indexer import Archive, Settings

archive = Archive.open(Settings(archive=Path("archive")))
for found in archive.search("养老服务中心").articles:
    print(found.article.title, found.score)
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.anchors import Anchor, Found, anchor_of, find, identifier
from indexer.answer import answer_question, ask_in_time, cite, complete, with_years_checked
from indexer.answer.assisted import assist
from indexer.answer.language_model import Replies, is_configured
from indexer.answer.sources import choose_sources
from indexer.citing import Reference, reference_of
from indexer.coverage import coverage_of, days_of
from indexer.embedding import (
    Encoder,
    Judge,
    fingerprint_of,
    load_cross_encoder,
    load_encoder,
)
from indexer.errors import SettingsError, UnknownId
from indexer.language import Folding, segmenter_version, use_words
from indexer.language.when import understand
from indexer.layout import jumps_of, other_half, plain_number
from indexer.models import (
    Answer,
    Article,
    ArticleHits,
    Citation,
    Coverage,
    DayHeld,
    Failure,
    Page,
    PageHead,
    PaperHeld,
    Print,
    SearchResult,
)
from indexer.outlines import Span, check_as_read, draw_page
from indexer.reading.identity import named_by_path
from indexer.search import How, parse_query, prints_of, rows_within, search, similar
from indexer.search.phrases import holds
from indexer.search.scope import Scope, scope_of
from indexer.settings import Settings
from indexer.store import Filters, Generation, Manifest
from indexer.store.catalogue import Catalogue
from indexer.store.generation import check_built_with, check_model, open_current, read_pointer

if TYPE_CHECKING:
    from PIL.Image import Image


class Archive:
    """An open archive: the current generation, and the embedding model when it is first needed.

    `refresh` picks up another generation once it is current. Every method reads one generation from
    start to end; `at_rest` is the same archive kept at one generation, for who calls several.
    """

    def __init__(
        self, settings: Settings, generation: Generation, models: _Models | None = None
    ) -> None:
        self.settings = settings
        self._generation = generation
        self._models = models or _Models(settings)
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Archive:
        """Open the archive that `settings` names.

        Words are cut by the newsroom's own words (words.txt) of the archive opened last: of two in
        one process with other lists, the one opened first finds and scores by the other's.

        Raises NoArchive, ArchiveDamaged, or ArchiveMismatch where the model or the segmenter are
        not those it was built with.
        """
        generation = open_current(settings.archive, whole=False)
        check_settings(settings, generation)
        return cls(settings, generation)

    def refresh(self) -> bool:
        """Open the current generation if it is another by now; tell whether it was.

        While one thread opens it, which takes a moment, the others go on with the one before.
        """
        if self._is_current() or not self._refreshing.acquire(blocking=False):
            return False
        try:
            if self._is_current():
                return False
            generation = open_current(self.settings.archive, whole=False)
            check_settings(self.settings, generation)
            if generation.manifest.model != self._generation.manifest.model:
                self._models = _Models(self.settings)
            # The old one is not closed: another thread may be reading it. It goes with its last user.
            self._generation = generation
        finally:
            self._refreshing.release()
        return True

    def at_rest(self) -> Archive:
        """Return this archive as it stands, which a `refresh` of this one does not change.

        What is read in several steps, such as a page of the web, is then of one generation.
        """
        return Archive(self.settings, self._generation, self._models)

    def search(
        self,
        query: str,
        *,
        channel: str = "both",
        newspapers: Sequence[str] = (),
        since: str = "",
        until: str = "",
        within: Sequence[str] = (),
        sort: str = "relevance",
        folding: Folding = Folding(),
        rerank: bool | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> SearchResult:
        """Return articles best first, reprints under the best print, and counts over all results.

        `channel`: words, meaning or both; `newspapers`: one or several, none for all; dates ISO,
        inclusive; `within`: one or several earlier queries whose results are searched; `sort`:
        relevance, newest or oldest; `folding`: which forms of a character count as the same;
        `rerank` overrides the setting of that name: without it the channels' scores are only mixed. The query language is that of docs/query.md. Raises
        QueryError for a query with nothing to look for, and for a negative `limit` or `offset`;
        ModelError where a model is missing.
        """
        return search(
            self._generation,
            self.encoder,
            query,
            how=self.how(channel, rerank),
            filters=Filters(_several(newspapers), since, until),
            folding=folding,
            within=_several(within),
            sort=sort,
            limit=limit,
            offset=offset,
        )

    def similar(
        self,
        article_id: str,
        *,
        newspapers: Sequence[str] = (),
        since: str = "",
        until: str = "",
        limit: int = 10,
    ) -> tuple[ArticleHits, ...]:
        """Return articles on the same matter, nearest first, without other prints of this one.

        They have no hits: it is whole articles that are alike. Raises UnknownId, and QueryError for
        a negative `limit`.
        """
        filters = Filters(_several(newspapers), since, until)
        return similar(self._generation, article_id, limit=limit, filters=filters)

    def prints(self, article_id: str) -> tuple[Print, ...]:
        """Return all prints of an article's story, itself among them, the first print first.

        Empty where the archive has no other print of it. Raises UnknownId.
        """
        return prints_of(self._generation, article_id)

    def ask(
        self,
        question: str,
        *,
        channel: str = "both",
        newspapers: Sequence[str] = (),
        since: str = "",
        until: str = "",
        within: Sequence[str] = (),
        use_model: bool | None = None,
        today: date | None = None,
        previous: Sequence[Answer] = (),
    ) -> Answer:
        """Return an answer with checked citations, or a refusal. Raises QueryError.

        The first arguments are those of `search`: only what they allow is read. What the question
        says of time goes by `today`, the day it is asked on, today unless given. `previous` are the
        answers before it, oldest first: what it leaves out (它, 那年, 后来呢) is taken from them, and
        `Answer.question` is the question completed (docs/questions.md). `use_model`: whether a
        language model may word the answer; None where one is configured (docs/language-model.md).
        Raises QueryError; SettingsError where `use_model` is True and none is configured.
        """
        if use_model and not is_configured(self.settings):
            raise SettingsError(
                "没有设置语言模型：写上 llm_base_url 和 llm_model / no language model is configured: "
                "set llm_base_url and llm_model"
            )
        completed = complete(question, previous)
        generation, how = self._generation, self.how(channel)
        narrowed = Filters(_several(newspapers), since, until)
        inside = _several(within)
        rows = rows_within(generation, self.encoder, inside, how=how, filters=narrowed)
        newest = generation.catalogue.dates()[1]
        day = today or datetime.now().astimezone().date()
        answer = ask_in_time(
            lambda asked, filters, fit: answer_question(
                generation,
                self.encoder,
                asked,
                how=how,
                filters=filters,
                within=rows,
                fit=fit,
                today=day,
            ),
            understand(
                completed.question,
                day,
                date.fromisoformat(newest) if newest else None,
            ),
            narrowed,
            newest,
        )
        answer = replace(answer, notes=(*completed.notes, *answer.notes))
        if use_model is False or not is_configured(self.settings):
            return with_years_checked(answer)
        found = search(
            generation, self.encoder, answer.question, how=how, filters=narrowed, within=inside
        )
        sources, kept_back = choose_sources(
            answer, found, generation.catalogue.article, self.settings.passage_chars
        )
        worded = assist(
            answer, sources, self.settings, kept_back=kept_back, replies=self._models.replies
        )
        return with_years_checked(worded)

    def article(self, article_id: str) -> Article:
        """Return an article; raises UnknownId."""
        return self._generation.catalogue.article(article_id)

    def page(self, page_id: str) -> Page:
        """Return a page; raises UnknownId."""
        return self._generation.catalogue.page(page_id)

    def draw_page(
        self,
        page: Page,
        outlined: Sequence[Span],
        marked: Sequence[Span],
        *,
        around: Sequence[Span] = (),
    ) -> Image:
        """Return the page's picture with spans outlined and marked; see outlines.draw_page.

        Raises ReadError also where the page's file is not the one that was read: an archive from
        elsewhere names no file that this machine happens to have.
        """
        if page.image:
            check_as_read(page, self._generation.catalogue.file_digest(page.source))
        return draw_page(page, outlined, marked, around=around)

    def articles_of_page(self, page_id: str) -> list[Article]:
        """Return a page's articles in page order; raises UnknownId."""
        return self._generation.catalogue.articles_of_page(page_id)

    def other_halves(self, article: Article) -> list[tuple[Article, bool]]:
        """Return what an article is continued by (True) or continues (False) on other pages."""
        catalogue = self._generation.catalogue
        page = catalogue.page(article.page_id)
        found = []
        for jump in jumps_of(article, page):
            for number, page_id in catalogue.pages_of_issue(page.newspaper, page.date):
                if plain_number(number) == jump.page and page_id != page.id:
                    there = catalogue.page(page_id)
                    answers = [(other, there) for other in catalogue.articles_of_page(page_id)]
                    if other := other_half(article, page, jump, answers):
                        found.append((other, jump.forward))
        return found

    def pages_of_issue(self, newspaper: str, date: str) -> list[tuple[str, str]]:
        """Return (number, page id) of the pages of one issue, in order."""
        return self._generation.catalogue.pages_of_issue(newspaper, date)

    def issue(
        self, newspaper: str, date: str, *, limit: int = 100, offset: int = 0
    ) -> list[PageHead]:
        """Return pages of one day by number, with their headlines; "" is unknown.

        Articles that came already cut are pages of their own: a day may have thousands, so that
        `limit` of them are returned from `offset` on, and `issue_size` says how many there are.
        """
        return self._generation.catalogue.issue(newspaper, date, limit, offset)

    def issue_size(self, newspaper: str, date: str) -> int:
        """Return how many pages, or articles that came already cut, there are of one day."""
        return self._generation.catalogue.issue_size(newspaper, date)

    def days_beside(self, newspaper: str, date: str) -> tuple[str, str]:
        """Return the days before and after `date` of which a newspaper is held; "" for none."""
        return self._generation.catalogue.days_beside(newspaper, date)

    def papers(self) -> list[PaperHeld]:
        """Return what is held of each newspaper at a glance, by name; "" is unknown."""
        catalogue = self._generation.catalogue
        failed = {
            name: sum(map(len, days.values())) for name, days in _failed_days(catalogue).items()
        }
        held = [
            replace(paper, failed=failed.pop(paper.newspaper, 0)) for paper in catalogue.papers()
        ]
        held += [PaperHeld(name, failed=count) for name, count in failed.items() if name]
        return sorted(held, key=lambda paper: paper.newspaper)

    def days(self, newspaper: str) -> list[DayHeld]:
        """Return the days of which a newspaper is held, missing by its rhythm, or failed, in order."""
        catalogue = self._generation.catalogue
        holdings = catalogue.holdings(newspaper)
        return days_of(newspaper, holdings, _failed_days(catalogue).get(newspaper, {}))

    def newspapers(self) -> list[tuple[str, int]]:
        """Return (newspaper, how many articles) by name; "" is unknown."""
        return self._generation.catalogue.newspapers()

    def dates(self) -> tuple[str, str]:
        """Return the first and the last date, "" where no page has one."""
        return self._generation.catalogue.dates()

    def coverage(
        self,
        query: str = "",
        *,
        newspapers: Sequence[str] = (),
        since: str = "",
        until: str = "",
        within: Sequence[str] = (),
    ) -> Coverage:
        """Return which issues and pages are held, and which are missing, by newspaper.

        Arguments are those of `search`, so that an empty result can be told from pages that were
        never digitised: a query counts by its conditions 日期: and 报纸:. Raises QueryError.
        """
        names = _several(newspapers)
        scope = Scope(since, until) if Filters(names, since, until) else Scope()
        for typed in filter(str.strip, (query, *_several(within))):
            scope = scope.within(scope_of(parse_query(typed).required))
        catalogue = self._generation.catalogue
        return coverage_of(
            catalogue.holdings(names[0] if len(names) == 1 else None),
            is_wanted=lambda name: (
                (not names or name in names)
                and all(holds(name, (part,), Folding()) for part in scope.newspapers)
            ),
            since=scope.since,
            until=scope.until,
            failed=[item.failure for item in catalogue.failures()],
        )

    def headlines(self, limit: int) -> list[str]:
        """Return headlines of the newest articles, for a person to begin with."""
        return self._generation.catalogue.headlines(limit)

    def cite(self, article_id: str, start: int, end: int) -> Citation:
        """Return a checked citation of `article.text[start:end]`; raises UnknownId."""
        return cite(self.article(article_id), start, end)

    def anchor(self, article_id: str, start: int = 0, end: int = 0) -> Anchor:
        """Return what finds `article.text[start:end]` again after a reindex; without a span, the article.

        Raises UnknownId, ValueError where the span is not in the text.
        """
        return anchor_of(self.article(article_id), start, end)

    def find(self, anchor: Anchor) -> Found | None:
        """Return where the words of `anchor` stand now, None where they are gone; see indexer.anchors."""
        return find(self._generation.catalogue, anchor)

    def reference(self, anchor: Anchor, *, accessed: str = "") -> Reference:
        """Return what a reference to the words of `anchor` says, for `cite_as`, where they stand now.

        With the setting `public_url` it has a link; `accessed` (ISO) is the day that is given with it.
        Raises UnknownId where the words are gone.
        """
        if not (found := self.find(anchor)):
            raise UnknownId(identifier(anchor))
        return reference_of(
            found.article,
            anchor_of(found.article, found.start, found.end),
            public_url=self.settings.public_url,
            accessed=accessed,
        )

    @property
    def generation(self) -> Generation:
        """The open generation, for tools that look inside; `refresh` replaces it."""
        return self._generation

    @property
    def manifest(self) -> Manifest:
        """What the open generation was built with, and what it holds."""
        return self._generation.manifest

    def _is_current(self) -> bool:
        # By digest too: the number of a generation that was removed may be given again.
        opened = self._generation.manifest
        return read_pointer(self.settings.archive) == (opened.generation, opened.digest)

    def how(self, channel: str, rerank: bool | None = None) -> How:
        """Return how a search on `channel` ranks, by the settings."""
        chosen = self.settings.rerank if rerank is None else rerank
        judge = None
        if chosen and channel == "both" and self.settings.cross_encoder:
            judge = self._models.judge()
        return How(channel, self.settings.words_weight, chosen, judge)

    def encoder(self) -> Encoder:
        """Return the embedding model, loading it the first time.

        Raises ModelError, and ArchiveMismatch where its files are others since the archive was opened.
        """
        encoder = self._models.encoder()
        check_model(self._generation.manifest, encoder.fingerprint)
        return encoder


def _failed_days(catalogue: Catalogue) -> dict[str, dict[str, list[Failure]]]:
    """Return what the last runs could not read, by the newspaper and the day its path names."""
    found: dict[str, dict[str, list[Failure]]] = defaultdict(lambda: defaultdict(list))
    for item in catalogue.failures():
        named = named_by_path(Path(item.file))
        found[named.newspaper][named.date].append(item.failure)
    return found


def _several(given: Sequence[str]) -> tuple[str, ...]:
    """Return what was given as one string or several: of "甲报" each letter would be a newspaper."""
    if isinstance(given, str):
        return (given,) if given else ()
    return tuple(given)


class _Models:
    """The models that settings name, each loaded once, when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.replies = Replies()
        self._encoder: Encoder | None = None
        self._judge: Judge | None = None
        self._lock = threading.Lock()

    def encoder(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = encoder_from(self.settings)
            return self._encoder

    def judge(self) -> Judge:
        with self._lock:
            if self._judge is None:
                self._judge = load_cross_encoder(
                    self.settings.cross_encoder,
                    threads=self.settings.threads,
                    allow_download=self.settings.allow_download,
                )
            return self._judge


def encoder_from(settings: Settings) -> Encoder:
    """Load the embedding model that `settings` name. Raises ModelError."""
    return load_encoder(
        settings.model,
        cache_dir=Path(settings.cache),
        threads=settings.threads,
        backend=settings.backend,
        allow_download=settings.allow_download,
    )


def check_settings(settings: Settings, generation: Generation) -> None:
    """Raise ArchiveMismatch where a generation was built with other than what `settings` say.

    The newsroom's words are those it was built with: queries must be cut as its pages were.
    """
    use_words(generation.manifest.own_words)
    check_built_with(
        generation.manifest,
        segmenter=segmenter_version(),
        model=fingerprint_of(
            settings.model, Path(settings.cache), recorded=generation.manifest.model
        ),
        passage_chars=settings.passage_chars,
    )
