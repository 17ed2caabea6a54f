"""Repair an archive: what is damaged is made again from what is intact, as a new generation.

Words, vectors and columns are made again from the catalogue. A catalogue comes from the pages: the
newest intact generation becomes current, and the folders that were read are read again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.embedding import Encoder, fingerprint_of
from indexer.errors import ArchiveError, ArchiveMismatch, NoArchive
from indexer.language import segmenter_version, use_words
from indexer.models import Report
from indexer.reindex import (
    Progress,
    Timer,
    documents_again,
    embed_passages,
    known_roots,
    no_progress,
    reindex,
    stored_articles,
)
from indexer.settings import Settings
from indexer.store.building import build_words
from indexer.store.catalogue import Catalogue
from indexer.store.checking import Checked, Finding, check_archive, check_generation
from indexer.store.embeddings import remove_journal
from indexer.store.generation import (
    check_built_with,
    current_name,
    folder_of,
    is_archive,
    link_file,
    locked,
    make_current,
    point_to,
    pointed_at,
    roots_ever_read,
    start_next,
)
from indexer.store.history import remove_old
from indexer.store.leases import reading
from indexer.store.manifest import NAME, Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair found and did.

    `steps` say what was done, Chinese first. `report` is that of the run that read the pages again,
    None where none was needed.
    """

    findings: tuple[Finding, ...]
    steps: tuple[str, ...]
    report: Report | None


@dataclass(frozen=True, slots=True)
class _Means:
    """What a repair works with."""

    settings: Settings
    load_encoder: Callable[[], Encoder]
    processes: int
    progress: Progress


def repair(
    settings: Settings,
    *,
    load_encoder: Callable[[], Encoder],
    processes: int = 1,
    progress: Progress = no_progress,
) -> Repaired:
    """Check the archive, make again what is damaged, and remove the generations that were.

    No file is edited in place. `load_encoder` is called if there is a passage of which no intact
    generation holds the vectors. Raises ArchiveBusy, NoArchive, ArchiveMismatch, ModelError, and
    ArchiveError where pages must be read again and nothing says from which folders.
    """
    archive = settings.archive
    means = _Means(settings, load_encoder, processes, progress)
    if not is_archive(archive):  # and the folder stays as it is
        raise NoArchive(str(archive))
    with locked(archive):
        checked = check_archive(archive)
        if not checked.findings:
            return Repaired((), (), None)
        wanted = checked.generation or pointed_at(archive) or checked.held[0]
        damaged = {item.part for item in check_generation(archive, wanted, deep=True)}
        steps = []
        if "journal" in checked.damaged(""):
            remove_journal(archive / "embeddings.sqlite")
            steps.append("去掉损坏的向量日志 / the damaged journal of embeddings was removed")
        if damaged & {"manifest", "catalogue"}:
            roots = _roots(archive)
            base = _fall_back(settings, checked, wanted)
            steps.append(_said(wanted, base, roots))
        else:
            manifest = read_manifest(folder_of(archive, wanted))
            if damaged:
                steps += _make_again(manifest, damaged, means)
            elif "pointer" in checked.damaged(""):
                point_to(archive, manifest)
                steps.append(f"CURRENT 重新指向第 {wanted} 代 / CURRENT names {wanted} again")
            base = current_name(archive)
            roots = known_roots(archive) if _lacks_a_folder(archive, base) else []
            if not roots:
                steps += _remove_damaged(archive, checked)
                return Repaired(checked.findings, tuple(steps), None)
    with ExitStack() as kept:  # until all that they held is there again
        for name in _damaged(checked):
            kept.enter_context(reading(folder_of(archive, name) / NAME))
        report = reindex(
            roots, settings, load_encoder=load_encoder, full=not base, processes=processes,
            progress=progress,
        )  # fmt: skip
    if not report.failed:
        with locked(archive):
            steps += _remove_damaged(archive, checked)
    return Repaired(checked.findings, tuple(steps), report)


def _make_again(manifest: Manifest, damaged: set[str], means: _Means) -> Iterator[str]:
    """Write the next generation of a generation's catalogue, its intact parts, and others anew.

    Yield what was done.
    """
    settings = means.settings
    check_built_with(
        manifest,
        segmenter=segmenter_version() if "words" in damaged else manifest.segmenter,
        model=_model(settings, manifest) if "vectors" in damaged else manifest.model,
        passage_chars=manifest.passage_chars,
    )
    use_words(manifest.own_words)
    source = folder_of(settings.archive, manifest.generation)
    name, folder = start_next(settings.archive, None)
    shutil.copyfile(source / "catalogue.sqlite", folder / "catalogue.sqlite")
    for file in manifest.files:
        part = file.split("/")[0]
        if part in ("words", "vectors") and part not in damaged:
            link_file(source / file, folder / file)
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        stored = stored_articles(catalogue) if damaged & {"words", "vectors"} else []
    finally:
        catalogue.close()
    if "words" in damaged:
        documents = documents_again(stored, manifest.own_words, means.processes, means.progress)
        build_words(folder / "words", documents)
        yield f"按目录库重新分词索引 {len(stored)} 篇 / words: {len(stored)} articles indexed again"
    if "vectors" in damaged:
        passages = [(passage, article.title) for _, article, own in stored for passage in own]
        _, computed = embed_passages(
            settings, None, folder, passages, means.load_encoder, Timer(), means.progress
        )
        yield f"重写向量，新算 {computed} / vectors: written again, {computed} computed"
    if "columns" in damaged:
        yield "按目录库重写 columns.npz / columns: written again"
    if "other" in damaged:
        yield "不在清单里的文件没有带过来 / files that are in no manifest were left behind"
    make_current(
        settings.archive, name, segmenter=manifest.segmenter, model=manifest.model,
        passage_chars=manifest.passage_chars, own_words=manifest.own_words,
    )  # fmt: skip
    remove_journal(settings.archive / "embeddings.sqlite")
    yield f"第 {name} 代成为当前一代 / generation {name} is current"


def _fall_back(settings: Settings, checked: Checked, damaged: str) -> str:
    """Make the newest intact generation current that these settings can open; "" if there is none."""
    for name in checked.held:
        if name == damaged or checked.damaged(name):
            continue
        with suppress(ArchiveMismatch):
            if check_generation(settings.archive, name, deep=True):
                continue
            manifest = read_manifest(folder_of(settings.archive, name))
            check_built_with(
                manifest, segmenter=segmenter_version(), model=_model(settings, manifest),
                passage_chars=settings.passage_chars,
            )  # fmt: skip
            point_to(settings.archive, manifest)
            return name
    return ""


def _model(settings: Settings, manifest: Manifest) -> str:
    return fingerprint_of(settings.model, settings.cache, recorded=manifest.model)


def _roots(archive: Path) -> list[Path]:
    """Return the folders that any generation was read from, as far as their catalogues can be read."""
    roots = roots_ever_read(archive)
    if not roots:
        raise ArchiveError(
            f"{archive} 的目录库坏了，也看不出报纸原来在哪里：运行 reindex --full 报纸文件夹 / "
            f"the catalogue of {archive} is damaged, and nothing says where the pages are: "
            f"run `reindex --full FOLDER`"
        )
    return sorted(roots)


def _said(damaged: str, base: str, roots: list[Path]) -> str:
    where = "、".join(map(str, roots))
    if base:
        return (
            f"第 {damaged} 代的目录库坏了：退回完好的第 {base} 代，再读 {where} 补上 / "
            f"the catalogue of {damaged} is damaged: back to {base}, which is intact; "
            f"what came since is read again"
        )
    return (
        f"第 {damaged} 代的目录库坏了，没有更早的完好一代：从 {where} 全部重读 / "
        f"the catalogue of {damaged} is damaged and no intact generation is left: "
        f"everything is read again"
    )


def _lacks_a_folder(archive: Path, name: str) -> bool:
    """Tell whether a folder was away when an intact generation was made: damaged ones may hold it."""
    with closing(Catalogue(folder_of(archive, name) / "catalogue.sqlite")) as catalogue:
        return any(failure.file == failure.root for failure in catalogue.failures())


def _damaged(checked: Checked) -> set[str]:
    return {item.generation for item in checked.findings} - {""}


def _remove_damaged(archive: Path, checked: Checked) -> Iterator[str]:
    """Remove the generations that are damaged, now that another is current; yield what was done."""
    names = _damaged(checked) - {current_name(archive)}
    if names:
        remove_old(archive, also=names)
        yield f"移除损坏的各代 / removed the damaged generations: {', '.join(sorted(names))}"
