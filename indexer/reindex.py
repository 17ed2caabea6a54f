"""Bring an archive up to date with folders of newspaper pages: the pipeline, stage by stage.

    find -> compare -> read -> split -> cut -> catalogue -> words -> embed -> vectors -> check

Everything is written to a new generation beside the current one; only the last step makes it
current. A failure or a kill before that leaves the archive as it was.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from indexer.archive import check_settings
from indexer.comparing import Changes, Comparison
from indexer.embedding import Encoder, fingerprint_of, names_weights
from indexer.errors import ArchiveDamaged, ArchiveMismatch, NoArchive, SettingsError
from indexer.language import in_dictionary, segmenter_version, use_words
from indexer.models import Article, Report
from indexer.passages import embedding_spans
from indexer.preparing import Prepared, prepare_again, prepare_all
from indexer.reading.wordlist import read_words, words_without_effect
from indexer.settings import Settings
from indexer.store.building import build_words
from indexer.store.catalogue import Catalogue, StoredPassage
from indexer.store.embeddings import EmbeddingJournal, remove_journal, text_digest
from indexer.store.generation import (
    Generation,
    intact_vectors,
    is_archive,
    locked,
    make_current,
    names_held,
    open_current,
    roots_read,
    start_next,
)
from indexer.store.history import remove_old
from indexer.store.names import may_be_name
from indexer.store.vectors import (
    Stretch,
    known_vectors,
    lengths_of,
    merge_segments,
    rounded,
    row_files,
    write_segment,
)
from indexer.store.words import ArticleWords, PassageWords, WhooshWords

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_LOG_EVERY_S = 60.0


class Progress(Protocol):
    """Gives back the same items and shows how far they are: the core knows no terminal."""

    def __call__(self, items: Iterable[T], stage: str, total: int | None) -> Iterable[T]: ...


Document = tuple[ArticleWords, list[PassageWords]]
"""What the words index holds of an article and of its passages."""

Stored = list[tuple[int, Article, list[StoredPassage]]]
"""Articles with their keys and passages, in the order of the keys."""

_EMBED_BATCH = 512
_NAME_PASSAGES = 2  # that hold a word before it is taken for a name


def no_progress(items: Iterable[T], stage: str, total: int | None) -> Iterable[T]:
    """Show nothing."""
    return items


def reindex(
    roots: Sequence[Path],
    settings: Settings,
    *,
    load_encoder: Callable[[], Encoder],
    full: bool = False,
    dry_run: bool = False,
    processes: int = 1,
    wait: float = 0,
    progress: Progress = no_progress,
) -> Report:
    """Read what is new or changed below `roots`, forget what is gone, and return what was done.

    Without `roots`, those of the runs before. Only pages of files below the roots can be "gone", and
    none where a root is away or empty. `full` reads and indexes everything again, the roots of the runs before too (embeddings
    that are known are not computed again). `dry_run` writes nothing. `load_encoder` is called only
    if there is something to embed or to compare. Pages are prepared by `processes`; with more than one, the
    program's main module must be safe to import (`if __name__ == "__main__":`). Another run is waited
    for, `wait` seconds at most. What is done is logged.

    Raises ArchiveBusy, ArchiveDamaged (not with `full`), ArchiveMismatch (not with `full`),
    ModelError, NoArchive (without `roots`), SettingsError (no roots known). A file that cannot be read is in the report's
    `failed`, and the others go on.
    """
    timer = Timer()
    progress = _logged(progress)
    is_new = not is_archive(settings.archive)
    if is_new and not roots:
        raise NoArchive(str(settings.archive))
    # Where there is no archive, a dry run does not even make the folder that holds the lock.
    with nullcontext() if dry_run and is_new else locked(settings.archive, wait):
        own_words = read_words(settings.words)
        without_effect = words_without_effect(settings.words)
        base = _open_base(settings, full)
        reason = ""
        if base is not None and base.manifest.own_words != own_words:
            reason = f"自有词表 {settings.words} 有变，全部重新分词 / the list of own words changed"
        use_words(own_words)
        try:
            with timer.stage("read"):
                all_roots = _roots(roots, settings, full)
                _LOG.info("看这些文件夹 looking at %s", "，".join(map(str, all_roots)))
                changes = _compare(all_roots, settings, base, progress)
            if dry_run or not (changes.any() or full or reason):
                report = _report(changes, base, timer, dry_run=dry_run, reason=reason)
            else:
                report = _build(
                    settings, base, changes, load_encoder, timer, progress,
                    own_words, processes, reason,
                )  # fmt: skip
            report = replace(report, skipped=report.skipped + without_effect)
            _log_report(report)
            return report
        finally:
            if base is not None:
                base.close()


def _logged(progress: Progress) -> Progress:
    """Return `progress` that logs each stage too, and how far it is once a minute."""

    def logged(items: Iterable[T], stage: str, total: int | None) -> Iterable[T]:
        started = said = time.monotonic()
        done = 0
        for done, item in enumerate(progress(items, stage, total), start=1):
            yield item
            if time.monotonic() - said > _LOG_EVERY_S:
                said = time.monotonic()
                _LOG.info("%s: %d / %s", stage, done, total)
        _LOG.info("%s: %d, %.1f s", stage, done, time.monotonic() - started)

    return logged


def _log_report(report: Report) -> None:
    for failure in report.failed:
        _LOG.warning("失败 failed %s: %s", failure.path, failure.reason)
    for skipped in report.skipped:
        _LOG.info("略过 skipped %s: %s", skipped.path, skipped.reason)
    if report.reason:
        _LOG.info("原因 reason: %s", report.reason)
    _LOG.info(
        "完成 done: 第 %s 代；新增 added %d，改动 changed %d，移除 removed %d，未变 unchanged %d，失败 failed %d，"
        "略过 skipped %d，新算向量 embedded %d；用时 seconds %s",
        report.generation, len(report.added), len(report.changed), len(report.removed),
        report.unchanged, len(report.failed), len(report.skipped), report.embedded,
        "，".join(f"{stage} {spent:.1f}" for stage, spent in (report.seconds or {}).items()),
    )  # fmt: skip


def _open_base(settings: Settings, full: bool) -> Generation | None:
    """Return the generation to build upon; None if there is none or all is to be built anew."""
    if full:
        return None
    try:
        base = open_current(settings.archive)
    except NoArchive:
        return None
    check_settings(settings, base)
    return base


def known_roots(archive: Path) -> list[Path]:
    """Return the folders that the runs before looked at; none where nothing can be read of them.

    Those that were away then are among them.
    """
    for name in names_held(archive):
        with suppress(ArchiveDamaged):
            return sorted(roots_read(archive, name))
    return []


def _roots(given: Sequence[Path], settings: Settings, full: bool) -> list[Path]:
    """Return the folders to look at, absolute: those given, and where needed those of before."""
    # Without `..`, but links kept as they are: resolve would follow them.
    roots = [Path(os.path.abspath(path)) for path in given]  # noqa: PTH100
    if full or not roots:
        roots += known_roots(settings.archive)
    if not roots:
        raise SettingsError(
            "没有说明报纸在哪里：写上文件夹，如 reindex corpus/ / "
            "name the folder that holds the pages, as in `reindex corpus/`"
        )
    return list(dict.fromkeys(roots))


def _compare(
    roots: Sequence[Path],
    settings: Settings,
    base: Generation | None,
    progress: Progress,
) -> Changes:
    """Find the files, read those that changed, and tell what is new, changed or gone."""
    comparison = Comparison(roots, base.catalogue if base else None, archive=settings.archive)
    for source in progress(comparison.to_read, "读版面 read", len(comparison.to_read)):
        comparison.read(source, max_bytes=settings.max_page_mb * 2**20)
    return comparison.result()


def _build(
    settings: Settings,
    base: Generation | None,
    changes: Changes,
    load_encoder: Callable[[], Encoder],
    timer: Timer,
    progress: Progress,
    own_words: tuple[str, ...],
    processes: int,
    reason: str,
) -> Report:
    """Write the next generation and make it current.

    `reason` says why the articles of before are cut into words again, if they are: pages are not
    read for that, they may be on a drive that is away.
    """
    name, folder = start_next(settings.archive, base)
    catalogue = Catalogue(folder / "catalogue.sqlite", writable=True)
    try:
        with timer.stage("catalogue"):
            removed = _remove(catalogue, changes)
            for file in changes.files:
                catalogue.put_file(file.path, file.root, file.digest)
            catalogue.put_failures(changes.recorded)
            stored = stored_articles(catalogue) if reason else []
        if reason:
            removed = ([], [])
            for path in (folder / "words").iterdir():
                path.unlink()
        embed: list[tuple[StoredPassage, str]] = []

        def documents() -> Iterator[Document]:
            yield from documents_again(stored, own_words, processes, progress)
            pages = progress(changes.pages, "分篇与索引 index", len(changes.pages))
            prepared = prepare_all(
                [page for page, _ in changes.pages], settings.passage_chars,
                processes=processes, own_words=own_words,
            )  # fmt: skip
            for page, file in pages:
                with timer.stage("split"):
                    articles = next(prepared)
                with timer.stage("catalogue"):
                    page_key = catalogue.add_page(page, file)
                    kept = [_store(catalogue, item, page_key) for item in articles]
                for item, (key, passages) in zip(articles, kept, strict=True):
                    embed.extend((passage, item.article.title) for passage in passages)
                    yield documents_of(item, key, passages)

        with timer.stage("words"):
            build_words(folder / "words", documents(), *removed)
            catalogue.fill_names(_names(folder / "words"))
        catalogue.commit()
        model, embedded = embed_passages(
            settings, base, folder, embed, load_encoder, timer, progress
        )
        with timer.stage("vectors"):
            merge_segments(folder / "vectors", catalogue.passage_articles()[0])
        catalogue.close()
        with timer.stage("check"):
            manifest = make_current(
                settings.archive,
                name,
                segmenter=segmenter_version(),
                model=model,
                passage_chars=settings.passage_chars,
                own_words=own_words,
            )
            remove_old(settings.archive)
            remove_journal(settings.archive / "embeddings.sqlite")
    finally:
        catalogue.close()
    return _report(
        changes, None, timer, generation=name, embedded=embedded,
        articles=manifest.articles, passages=manifest.passages, reason=reason,
    )  # fmt: skip


def _names(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield the words that stand in passages and not in jieba's dictionary, and in how many."""
    for word, count in WhooshWords(folder).lexicon("body"):
        if count >= _NAME_PASSAGES and may_be_name(word) and not in_dictionary(word):
            yield word, count


def _remove(catalogue: Catalogue, changes: Changes) -> tuple[list[int], list[int]]:
    """Take changed and gone pages out of the catalogue; return their articles' and passages' keys."""
    removed: tuple[list[int], list[int]] = [], []
    for page_id in (*changes.changed, *changes.removed):
        for keys, more in zip(removed, catalogue.remove_page(page_id), strict=True):
            keys += more
    for path in changes.gone_files:
        catalogue.forget_file(path)
    for page_id, path, image in changes.moved:
        catalogue.move_page(page_id, path, image)
    return removed


def _store(catalogue: Catalogue, item: Prepared, page_key: int) -> tuple[int, list[StoredPassage]]:
    """Write an article and its passages to the catalogue; return the article's key, the passages."""
    key = catalogue.add_article(item.article, page_key)
    return key, [
        StoredPassage(catalogue.add_passage(passage, key), key, passage)
        for passage, _ in item.passages
    ]


def stored_articles(catalogue: Catalogue) -> Stored:
    """Return all articles of a catalogue."""
    articles = catalogue.articles(catalogue.article_keys().tolist())
    passages: dict[int, list[StoredPassage]] = {key: [] for key in articles}
    for _, found in sorted(catalogue.passages(catalogue.passage_articles()[0].tolist()).items()):
        passages[found.article_key].append(found)
    return [(key, articles[key], passages[key]) for key in sorted(articles)]


def documents_again(
    stored: Stored, own_words: tuple[str, ...], processes: int, progress: Progress
) -> Iterator[Document]:
    """Yield what the words index holds of articles in a catalogue, as of pages that are read."""
    given = [(article, tuple(item.passage for item in own)) for _, article, own in stored]
    prepared = prepare_again(given, processes=processes, own_words=own_words)
    shown = progress(stored, "分词索引 index", len(stored)) if stored else ()
    for (key, _, own), item in zip(shown, prepared, strict=True):
        yield documents_of(item, key, own)


def documents_of(item: Prepared, key: int, stored: Sequence[StoredPassage]) -> Document:
    """Return what the words index holds of an article and of its passages."""
    found = zip(stored, item.passages, strict=True)
    return (
        ArticleWords(key=key, texts=item.texts, **item.words),
        [PassageWords(passage.key, words) for passage, (_, words) in found],
    )


def embed_passages(
    settings: Settings,
    base: Generation | None,
    folder: Path,
    passages: Sequence[tuple[StoredPassage, str]],
    load_encoder: Callable[[], Encoder],
    timer: Timer,
    progress: Progress,
) -> tuple[str, int]:
    """Write the vectors of `passages` (with their titles); return (model, how many were computed).

    A stretch is embedded with its article's title before it, which says what it is about. What
    `base` (without one, any generation) or an interrupted run's journal knows is not computed again,
    unless it is of another length than the model's vectors: by a hub name two models may go. Raises
    ArchiveMismatch where those of `base` are.
    """
    recorded = base.manifest.model if base else ""
    model = fingerprint_of(settings.model, settings.cache, recorded=recorded)
    stretches, texts = [], []
    for stored, title in passages:
        for start, end in embedding_spans(stored.passage):
            piece = stored.passage.text[start - stored.passage.start : end - stored.passage.start]
            texts.append(f"{title}\n{piece}" if title else piece)
            stretches.append(Stretch(stored.key, start, end, text_digest(texts[-1])))
    if not texts:
        return model, 0
    by_digest = {item.digest: text for item, text in zip(stretches, texts, strict=True)}
    journal = EmbeddingJournal(settings.archive / "embeddings.sqlite", model)
    try:
        with timer.stage("embed"):
            # The generation built upon was verified when it was opened.
            before = (
                row_files(base.folder / "vectors") if base
                else intact_vectors(settings.archive, model)
            )  # fmt: skip
            known = known_vectors(before, by_digest)
            known |= journal.get(by_digest.keys() - known.keys())
            lengths = {len(vector.numbers) for vector in known.values()}
            held = lengths_of(before) if base else set()
            is_unsure = len(lengths | held) > 1 or (not base and not names_weights(model))
            encoder = None
            if is_unsure or by_digest.keys() - known.keys():
                encoder = load_encoder()
                for other in held - {encoder.dimensions}:
                    raise ArchiveMismatch(
                        "向量长度 dimensions", str(other), str(encoder.dimensions)
                    )
                known = {
                    digest: vector
                    for digest, vector in known.items()
                    if len(vector.numbers) == encoder.dimensions
                }
            missing = sorted(by_digest.keys() - known.keys(), key=lambda d: (len(by_digest[d]), d))
            batches = [missing[i : i + _EMBED_BATCH] for i in range(0, len(missing), _EMBED_BATCH)]
            for batch in progress(batches, "向量 embed", len(batches)):
                assert encoder is not None
                vectors = rounded(encoder.encode_passages([by_digest[d] for d in batch]))
                journal.put(batch, vectors)
                known |= zip(batch, vectors, strict=True)
        with timer.stage("vectors"):
            write_segment(folder / "vectors", stretches, [known[s.digest] for s in stretches])
    finally:
        journal.close()
    return model, len(missing)


def _report(
    changes: Changes,
    base: Generation | None,
    timer: Timer,
    *,
    dry_run: bool = False,
    generation: str = "",
    embedded: int = 0,
    articles: int = 0,
    passages: int = 0,
    reason: str = "",
) -> Report:
    if base is not None:
        generation, articles = base.name, base.manifest.articles
        passages = base.manifest.passages
    return Report(
        generation=generation,
        added=tuple(sorted(changes.added)),
        changed=tuple(sorted(changes.changed)),
        removed=tuple(sorted(changes.removed)),
        unchanged=changes.unchanged,
        failed=changes.failed,
        skipped=tuple(changes.skipped),
        articles=articles,
        passages=passages,
        dry_run=dry_run,
        embedded=embedded,
        reason=reason,
        seconds=timer.seconds(),
    )


class Timer:
    """Wall seconds by stage; time in an inner stage is not counted in the outer one."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._running: list[str] = []
        self._since = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._turn()
        self._running.append(name)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def seconds(self) -> dict[str, float]:
        return {name: round(spent, 3) for name, spent in self._spent.items()}

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._running:
            stage = self._running[-1]
            self._spent[stage] = self._spent.get(stage, 0.0) + now - self._since
        self._since = now
