"""Tell what differs between the files below the folders looked at and the archive."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from indexer.layout import fitting
from indexer.models import Failure, Page
from indexer.reading import READERS, SourceFile, find_sources, read_file, readers_of
from indexer.store.catalogue import Catalogue, StoredFailure, StoredFile
from indexer.store.generation import roots_ever_read

_ARTICLE_ID = re.compile(r"(.+)#[1-9][0-9]*", re.DOTALL)
_READ_AGAIN = ""  # the digest of no file: one recorded with it is read whenever it is found
_IN_THE_WAY = ""  # the reader of a page that another file has


@dataclass
class Changes:
    """What is to be done for the archive to hold what the files do."""

    pages: list[tuple[Page, str]] = field(default_factory=list)  # new or changed, and their files
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)  # (page id, file, picture) now
    files: list[StoredFile] = field(default_factory=list)  # to be recorded
    gone_files: list[str] = field(default_factory=list)
    unchanged: int = 0
    failures: list[StoredFailure] = field(default_factory=list)  # met in this run
    recorded: list[StoredFailure] = field(default_factory=list)  # these, and others' of before
    failures_differ: bool = False  # from what is recorded
    skipped: list[Failure] = field(default_factory=list)

    @property
    def failed(self) -> tuple[Failure, ...]:
        return tuple(item.failure for item in self.failures)

    def any(self) -> bool:
        return bool(
            self.pages or self.removed or self.moved or self.files or self.gone_files
            or self.failures_differ
        )  # fmt: skip


class Comparison:
    """Compares the files below `roots`, absolute, with a catalogue; None is one that holds nothing.

    `archive` says which folders were ever read: one of them that is away is remembered, another
    that is not there is a mistake of who named it.
    Read each of `to_read`, then ask for the `result`.

    A page belongs to the file that it was read from. While that file stands, or cannot be looked
    for, the same page in another file is a failure and takes nothing away.
    """

    def __init__(
        self, roots: Sequence[Path], catalogue: Catalogue | None, *, archive: Path
    ) -> None:
        self._base = catalogue
        self._files = {file.path: file for file in catalogue.files()} if catalogue else {}
        self._pages = catalogue.page_digests() if catalogue else {}
        self._failures = catalogue.failures() if catalogue else []
        self._pages_of: dict[str, list[str]] = defaultdict(list)
        # Page ids that are written as the id of an article on another page, by that page's.
        self._like_articles: dict[str, list[str]] = defaultdict(list)
        for page_id, (_, file) in self._pages.items():
            self._pages_of[file].append(page_id)
            if other := _page_in(page_id):
                self._like_articles[other].append(page_id)
        found = find_sources(roots)
        self._found = {str(source.path): source for source in found.sources}
        self._here = {root for root in roots if os.path.exists(root)}  # noqa: PTH110
        # Files, and folders whose files are not known: what lies below them keeps its pages.
        self._unread = {Path(item.path) for item in found.failed}
        away = set(roots) - self._here
        known = roots_ever_read(archive) if away else set()
        self._forgotten = {str(root) for root in away if root not in known or _was_deleted(root)}
        self._are_away: dict[str, bool] = {}  # roots of before
        self._seen: dict[str, str] = {}  # page id -> the file that has it
        self._to_split: set[str] = set()  # pages of this run that are split into articles
        self._taken: set[str] = set()  # files that lost a page to another
        self._changes = Changes(skipped=found.skipped)
        self._changes.failures += (_unopened(item, roots) for item in dict.fromkeys(found.failed))
        for root in self._empty_roots():
            self._unread.add(root)
            self._changes.failures.append(_unopened(Failure(str(root), _EMPTY), roots))
        self.to_read = sorted(self._left(), key=lambda source: str(source.path) not in self._files)
        """The new and the changed files, those known before first: what they have stays theirs."""

    def _left(self) -> Iterator[SourceFile]:
        """Yield the files that are not what they were when they were read."""
        failures_by_file = defaultdict(list)
        for failure in self._failures:
            failures_by_file[failure.file].append(failure)
        for path, source in self._found.items():
            known = self._files.get(path)
            before = failures_by_file[path]
            if not (known and known.digest == source.digest):
                if not self._would_fail_so(source, before):
                    yield source
                    continue
                self._changes.failures += before
                self._unread.add(source.path)
            pages = self._pages_of.get(path, ())
            self._seen.update(dict.fromkeys(pages, path))
            self._changes.unchanged += len(pages)

    def read(self, source: SourceFile, *, max_bytes: int) -> None:
        """Read a file, and note what is new, changed or wrong in it."""
        path = str(source.path)
        failures: list[Failure] = []
        in_the_way: list[Failure] = []
        has_pages = False
        for page in map(fitting, read_file(source, max_bytes=max_bytes)):
            if isinstance(page, Failure):
                failures.append(page)
            elif other := self._in_the_way(page, path):
                in_the_way.append(other)
            else:
                self._note(page, path)
                has_pages = True
        if failures:
            self._unread.add(source.path)
        readers = readers_of(source.path)
        self._changes.failures += (
            StoredFailure(path, str(source.root), source.digest, by, item.path, item.reason)
            for by, items in ((readers, failures), (_IN_THE_WAY, in_the_way))
            for item in items
        )
        failures += in_the_way
        known = self._files.get(path)
        digest = _READ_AGAIN if failures else source.digest
        if (known.digest != digest) if known else (has_pages or not failures):
            self._changes.files.append(StoredFile(path, str(source.root), digest))

    def result(self) -> Changes:
        """Return what differs, once all that is to be read was."""
        changes = self._changes
        changes.gone_files += filter(self._is_gone, {**self._files, **self._pages_of})
        gone = set(changes.gone_files)
        for page_id, (_, file) in self._pages.items():
            read_again = file in self._found or file in gone
            if page_id not in self._seen and read_again and not _is_below(file, self._unread):
                changes.removed.append(page_id)
        for file in sorted(self._taken - self._found.keys() - gone):
            known = self._files.get(file)
            if self._seen.keys() >= set(self._pages_of[file]) and not os.path.lexists(file):
                changes.gone_files.append(file)  # all it had is elsewhere now
            elif known and known.digest != _READ_AGAIN:
                changes.files.append(replace(known, digest=_READ_AGAIN))
        told = {item.file for item in changes.failures}
        changes.recorded += (
            item for item in self._failures
            if item.file not in told and not self._was_looked_at(item.file)
        )  # fmt: skip
        changes.recorded += (item for item in changes.failures if item.file not in self._forgotten)
        # Failures alone make no archive.
        changes.failures_differ = self._base is not None and set(changes.recorded) != set(
            self._failures
        )
        return changes

    def _would_fail_so(self, source: SourceFile, before: Sequence[StoredFailure]) -> bool:
        """Tell whether a file that takes long to read failed as it is now, and would again.

        Where another file was in its way, it would while every page stays where it is.
        """
        readers = readers_of(source.path) if before else ""
        by = {item.readers for item in before if item.digest == source.digest}
        if not readers or not by or by - {readers, _IN_THE_WAY}:
            return False
        return _IN_THE_WAY not in by or self._all_stand

    @cached_property
    def _all_stand(self) -> bool:
        """Whether every file with pages is as it was when it was read, or not looked at and there."""
        read = {item.file: item.digest for item in self._failures}
        read |= {
            file.path: file.digest for file in self._files.values() if file.digest != _READ_AGAIN
        }
        return all(
            self._found[file].digest == read.get(file)
            if file in self._found
            else not (self._is_gone(file) or self._is_away(file)) and os.path.lexists(file)
            for file in self._pages_of
        )

    def _in_the_way(self, page: Page, path: str) -> Failure | None:
        """Return why a page of `path` cannot be taken: another file has its id; None if it can."""
        if holder := self._holder(page.id, path, page.digest):
            return _twice(page, holder, path, is_away=self._is_away(holder))
        for other in self._clashing(page):
            if holder := self._holder(other, path):
                return _clash(page, other, holder, path)
        return None

    def _clashing(self, page: Page) -> Sequence[str]:
        """Return pages that may have an article of the same id as this page: 甲报/2020-01-01/01#2."""
        if not page.already_cut:
            return self._like_articles.get(page.id, ())
        other = _page_in(page.id)
        if other in self._to_split or (
            other and self._base and self._base.page_of(page.id) == other
        ):
            return [other]
        return []

    def _holder(self, page_id: str, path: str, digest_now: str = "") -> str:
        """Return the file that has a page of this id and keeps it, "" if `path` may have it."""
        if page_id in self._seen:
            return self._seen[page_id]
        digest, file = self._pages.get(page_id, ("", path))
        if file == path or file in self._found or self._is_gone(file):
            return ""
        if self._is_away(file):  # such as a folder that was moved
            return "" if digest == digest_now else file
        if _is_below(file, self._unread):
            return file
        return "" if not os.path.lexists(file) or _are_one(file, path) else file

    def _note(self, page: Page, path: str) -> None:
        """Take a page as that of a file."""
        self._seen[page.id] = path
        if not page.already_cut:
            self._to_split.add(page.id)
        elif other := _page_in(page.id):
            self._like_articles[other].append(page.id)
        if page.id not in self._pages:
            self._changes.added.append(page.id)
            self._changes.pages.append((page, path))
            return
        digest, file = self._pages[page.id]
        if file != path:
            self._taken.add(file)
        if digest != page.digest:
            self._changes.changed.append(page.id)
            self._changes.pages.append((page, path))
        else:
            self._changes.unchanged += 1
            if file != path:
                self._changes.moved.append((page.id, path, page.image))

    def _is_gone(self, file: str) -> bool:
        """Tell whether a file of before, looked for in this run, is no page file any more.

        One that was found through another folder than those looked at may still be there, below a
        hidden folder or a link, which are not followed.
        """
        if file in self._found or _is_below(file, self._unread):
            return False
        known = self._files.get(file)
        if known and Path(known.root) in self._here:
            return True
        return _is_below(file, self._here) and not os.path.lexists(file)

    def _is_away(self, file: str) -> bool:
        """Tell whether the folder that a file was found through is not there, or has nothing in it."""
        root = self._files[file].root if file in self._files else ""
        if root and root not in self._are_away:  # asked for each page of a copy
            self._are_away[root] = not os.path.exists(root) or _is_empty(Path(root))  # noqa: PTH110
        return self._are_away.get(root, False)

    def _was_looked_at(self, file: str) -> bool:
        return file in self._found or (
            _is_below(file, self._here) and not _is_below(file, self._unread)
        )

    def _empty_roots(self) -> list[Path]:
        """Return the folders looked at that had pages and hold no file now."""
        had_pages = {self._files[file].root for file in self._pages_of if file in self._files}
        return [
            Path(root) for root in sorted(had_pages)
            if self._was_looked_at(root) and _is_empty(Path(root))
        ]  # fmt: skip


def _is_empty(root: Path) -> bool:
    """Tell whether it is a folder without a file, hidden ones apart."""
    if not os.path.isdir(root):  # noqa: PTH112
        return False
    for _, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if not all(name.startswith(".") for name in files):
            return False
    return True


def _was_deleted(root: Path) -> bool:
    """Tell of a root that is not there whether it was a page file in a folder that is there."""
    return root.suffix.lower() in READERS and root.parent.is_dir()


def _is_below(file: str, folders: Set[Path]) -> bool:
    """Tell whether a file is among `folders`, or below one of them."""
    path = Path(file)
    return path in folders or not folders.isdisjoint(path.parents)


def _are_one(file: str, other: str) -> bool:
    """Tell whether two names lead to one file, as through a link."""
    try:
        return os.path.samefile(file, other)  # noqa: PTH121
    except OSError:
        return False


def _unopened(item: Failure, roots: Sequence[Path]) -> StoredFailure:
    """Return the failure of something that was not even opened."""
    above = [str(root) for root in roots if Path(item.path).is_relative_to(root)]
    return StoredFailure(item.path, (above or [""])[0], "", "", item.path, item.reason)


def _page_in(page_id: str) -> str:
    """Return the page that an id names an article of, "" where it does not look so."""
    found = _ARTICLE_ID.fullmatch(page_id)
    return found[1] if found else ""


_EMPTY = (
    "空的，原有的版面都留着：盘没有挂上？确实清空了就运行 reindex --full / "
    "empty, the pages it had are kept: is the drive mounted? If it was emptied, run `reindex --full`"
)


def _twice(page: Page, first: str, second: str, *, is_away: bool) -> Failure:
    if is_away:
        chinese = "那个文件夹现在不在或是空的；接上它，不再要它就运行 reindex --full"
        english = (
            "whose folder is now away or empty; bring it back, or run `reindex --full` without it"
        )
    elif page.already_cut:
        chinese = "删去一份，或改掉一处的 id"
        english = "delete one of them, or give it another id"
    else:
        chinese = "删去一份，或用 page.toml 写明版次"
        english = "delete one of them, or tell them apart with page.toml"
    return Failure(
        second,
        f"同一版重复：{page.id} 已从 {first} 读入；{chinese} / "
        f"the same page twice: {page.id} was read from {first}; {english}",
    )


def _clash(page: Page, other: str, first: str, second: str) -> Failure:
    return Failure(
        second,
        f"编号重复：{page.id} 与 {first} 里 {other} 的编号分不开；改掉已分篇文章的 id / "
        f"ids clash: {page.id} and {other} in {first} have articles of one id; "
        f"give the article that came already cut another id",
    )
