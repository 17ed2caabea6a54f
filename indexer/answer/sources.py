"""Choose the passages that a language model is given, and find its quotes in them.

What goes to the model is bounded, and a passage that talks to language models does not go at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.language import fold_text, letter_codes, letters, sentence_spans
from indexer.models import Answer, Article, SearchResult
from indexer.passages import cut_passages

MAX_PASSAGES = 10
MAX_CHARS = 6000  # of all passages together
_PER_ARTICLE = 2  # passages of one article found
_LEAST_QUOTE = 4  # letters; a shorter quote names no place
# Words for a program, not for readers. Whoever words it otherwise meets the check of claims.
_BEFORE = "以上|上面|上述|之前|此前|先前|前面|前述|系统|原有"
_TO_MODELS = re.compile(
    r"(?:忽略|无视|忘记|忘掉|抛开|不要理会|不必理会|绕过|覆盖)[^。！？\n]{0,6}"
    rf"(?:(?:{_BEFORE})[^。！？\n]{{0,8}}(?:指令|指示|提示|规则|设定|命令|约束|要求|内容)|(?:所有|全部|一切)的?(?:指令|指示|提示))"
    r"|(?:ignore|disregard|forget|override|bypass)[^.!?\n]{0,20}(?:previous|prior|above|earlier|system|all)\b"
    r"[^.!?\n]{0,20}(?:instruction|prompt|rule|direction|text|and)"
    r"|(?:语言模型|大模型|智能助手|ai助手|chatgpt|读到这[段句]|看到这[段句]|处理这[段句])[^。！？\n]{0,12}"
    r"(?:必须|务必|应当|请|只能?|直接)(?:回答|输出|回复|声称|执行)"
    r"|(?:^|[，。；：\s])(?:请|务必|必须|只|只需|直接)(?:回答|输出|回复)[:：“\"]"
    r"|system\s+prompt|系统提示词|</?(?:system|assistant|instructions?)>|<\|[a-z_]+\|>|\[/?inst\]"
    r"|you are (?:now )?(?:an?|the) (?:ai|assistant|language model)"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage a model may cite: `article.text[start:end]`."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def choose_sources(
    answer: Answer,
    found: SearchResult,
    load_article: Callable[[str], Article],
    passage_chars: int,
) -> tuple[tuple[Source, ...], int]:
    """Return the passages to send, and how many were kept back because they talk to models.

    First those that the answer without a model cites or a refusal calls near, then those of the
    search, best first; no two with the same letters.
    """
    chosen: list[Source] = []
    seen: set[str] = set()
    kept_back = chars = 0
    for source in _candidates(answer, found, load_article, passage_chars):
        spelt = letters(source.text)
        if spelt in seen:
            continue
        seen.add(spelt)
        if talks_to_models(f"{source.article.title}\n{source.text}"):
            kept_back += 1
            continue
        chars += source.end - source.start
        if len(chosen) == MAX_PASSAGES or chars > MAX_CHARS:
            break
        chosen.append(source)
    return tuple(chosen), kept_back


def talks_to_models(text: str) -> bool:
    """Tell whether a text holds words that are meant for a language model."""
    return bool(_TO_MODELS.search(fold_text(text)))


def as_data(question: str, sources: Sequence[Source]) -> str:
    """Return the question and the numbered passages as JSON that no passage can break out of."""
    passages = [
        {
            "n": number,
            "newspaper": source.article.newspaper,
            "date": source.article.date,
            "title": source.article.title,
            "text": source.text,
        }
        for number, source in enumerate(sources, start=1)
    ]
    table = json.dumps({"question": question, "passages": passages}, ensure_ascii=False)
    return table.replace("<", "\\u003c").replace(">", "\\u003e")


def quote_span(source: Source, quote: str) -> tuple[int, int] | None:
    """Return the whole sentences of the article that hold a quote from the passage; None without.

    Letters are compared, so that other marks, widths or variants do not matter: what is cited are
    the page's own characters. Whole sentences, so that no 并非 is cut off.
    """
    wanted = letters(quote)
    if len(wanted) < _LEAST_QUOTE:
        return None
    codes, places = letter_codes(source.text)
    at = "".join(map(chr, codes.tolist())).find(wanted)
    if at < 0:
        return None
    start = source.start + int(places[at])
    end = source.start + int(places[at + len(wanted) - 1]) + 1
    return _whole_sentences(source.article, start, end)


def best_sentence(source: Source, statement: str) -> tuple[int, int]:
    """Return the sentence of the passage that shares most pairs of letters with a statement."""
    wanted = letters(statement)
    pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    text = source.article.text

    def shared(span: tuple[int, int]) -> int:
        spelt = letters(text[slice(*span)])
        return sum(pair in spelt for pair in pairs)

    spans = [
        span for span in sentence_spans(text) if source.start <= span[0] and span[1] <= source.end
    ]
    return max(spans, key=shared, default=(source.start, source.end))


def sentence_before(article: Article, start: int) -> int:
    """Return where the sentence before `start` begins, `start` itself where it is the first."""
    return max((low for low, _ in sentence_spans(article.text) if low < start), default=start)


def _candidates(
    answer: Answer,
    found: SearchResult,
    load_article: Callable[[str], Article],
    passage_chars: int,
) -> Iterator[Source]:
    cited = [claim.citations[0] for claim in answer.claims]
    for citation in [*cited, *(answer.refusal.nearest if answer.refusal else ())]:
        article = load_article(citation.article_id)
        around = [
            passage
            for passage in cut_passages(article, passage_chars)
            if passage.start < citation.end and citation.start < passage.end
        ]
        yield from (Source(article, passage.start, passage.end) for passage in around)
    for item in found.articles:
        for hit in item.hits[:_PER_ARTICLE]:
            yield Source(item.article, hit.passage.start, hit.passage.end)


def _whole_sentences(article: Article, start: int, end: int) -> tuple[int, int]:
    spans = [
        (low, high) for low, high in sentence_spans(article.text) if low < end and start < high
    ]
    return (spans[0][0], spans[-1][1]) if spans else (start, end)
