"""Archives before, after and instead of a run that is killed, and what must hold when it was."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from click.testing import CliRunner, Result

from indexer import Archive, Settings
from indexer.cli import main
from indexer.errors import NoArchive
from indexer.models import SearchResult
from indexer.store.generation import Generation
from tests.conftest import TWO_ARTICLES, TWO_MORE, write_page
from tests.crash.dying import Event, Outcome, Runs, held_by

QUERIES = (
    "渡口",
    "“恢复通航”",
    "木工课 OR 陶艺课",
    "孩子们给气象台写信",
    "本报讯",
    "日期:2021-05-02",
)
BRIDGE = "石桥加宽\n\n□本报记者 白 露\n\n本报讯 城南石桥加宽工程昨日完工，渡口的摆渡车改走桥上。\n"
TEA = "春茶上市\n\n□本报记者 苏 禾\n\n本报讯 今年第一批春茶昨日上市，每斤80元，比去年便宜。\n"


@dataclass(frozen=True, slots=True)
class Content:
    """All that an archive holds, in terms of what a person sees."""

    pages: tuple[tuple[str, str], ...]  # id, digest
    articles: tuple[tuple[str, str, str], ...]  # id, title, text
    passages: tuple[tuple[str, int, int], ...]  # article, start, end
    found: tuple[tuple[str, ...], ...]  # ids of articles, by QUERIES


@dataclass(frozen=True, slots=True)
class State:
    """An archive at rest: none (the fields empty), or its files and the answers it gives.

    Its number is not compared: a run that was killed when all was written leaves one unused.
    """

    generation: str = field(default="", compare=False)
    files: tuple[tuple[str, tuple[int, str]], ...] = ()
    answers: tuple[SearchResult, ...] = ()  # to QUERIES, scores and all


@dataclass(frozen=True, slots=True)
class Scene:
    """A run of `jianbao argv` that is going to be killed, and what may come of it."""

    name: str
    base: Path  # the archive before, copied for each kill; not there for a first run
    argv: tuple[str, ...]
    again: tuple[str, ...]  # the run after it
    later: Path  # a folder with one more page
    before: State
    after: State
    clean: Content  # of an archive made at once from the same pages
    clean_later: Content  # with `later` too
    whole: Outcome  # of the run that nobody killed
    seed: int

    def copy(self, folder: Path) -> Settings:
        """Return settings of a fresh copy of the archive before, replacing an earlier one."""
        archive = folder / "archive"
        folder.mkdir(exist_ok=True)
        shutil.rmtree(archive, ignore_errors=True)
        if self.base.exists():
            shutil.copytree(self.base, archive)
        return Settings(archive=archive, cache=folder / "cache", words=folder / "words.txt")


def make_scene(name: str, folder: Path, runs: Runs) -> Scene:
    """Make the archives of a scene below `folder`.

    `first` is the first run; `update` adds, changes and removes pages of an archive that already
    had three runs; `full` builds that anew; `rollback` returns to what was before the last run.
    """
    paper, later, base = folder / "报纸", folder / "续", folder / "base"
    write_page(later, "江城晚报/2021-05-05/01", TEA.replace("春茶", "夏茶"))
    write_page(paper, "江城晚报/2021-05-01/01", TWO_ARTICLES)
    write_page(paper, "江城晚报/2021-05-01/02", TWO_MORE)
    seed = 1
    if name != "first":
        _must(runs.run(base, "reindex", str(paper), seed=seed))
        for day in ("2021-05-02", "2021-05-03"):
            seed += 1
            write_page(paper, f"江城晚报/{day}/01", BRIDGE)
            _must(runs.run(base, "reindex", str(paper), seed=seed))
        write_page(paper, "江城晚报/2021-05-01/02", TWO_MORE.replace("木工课", "陶艺课"))
        (paper / "江城晚报/2021-05-03/01.txt").unlink()
        write_page(paper, "江城晚报/2021-05-04/01", TEA)
        write_page(paper, "江城晚报/2021-05-04/02", BRIDGE.replace("加宽", "修缮"))
        seed += 1
    again = ("reindex", str(paper))
    argv = {"full": (*again, "--full"), "rollback": ("reindex", "--rollback", "")}.get(name, again)
    clean: list[Content] = []
    for roots in ([paper], [paper, later]):
        new = Settings(archive=folder / f"clean{len(roots)}")
        _must(runs.run(new.archive, "reindex", *map(str, roots), seed=seed))
        clean.append(content(new))
    made = Scene(
        name=name, base=base, argv=argv, again=again, later=later,
        before=state(Settings(archive=base)), after=State(),
        clean=clean[0], clean_later=clean[1],
        whole=Outcome(0, 0, 0, (), ""), seed=seed,
    )  # fmt: skip
    settings = made.copy(folder / "whole")
    whole = _must(runs.run(settings.archive, *argv, seed=seed))
    after = state(settings)
    assert after not in (State(), made.before)
    assert name == "rollback" or content(settings) == made.clean
    return replace(made, after=after, whole=whole)


def pointer_of(events: Sequence[Event]) -> int:
    """Return the number of the event, from 1, that makes the new generation current."""
    steps = [(event.what, event.path) for event in events]
    return steps.index(("os.rename", "CURRENT")) + 1


def _must(outcome: Outcome) -> Outcome:
    assert outcome.status == 0, outcome.output
    return outcome


def content(settings: Settings) -> Content:
    """Return what the archive that `settings` name holds."""
    archive = Archive.open(settings)
    catalogue = archive.generation.catalogue
    articles = [catalogue.article(name) for name in catalogue.article_ids()]
    passages = catalogue.passages(catalogue.passage_articles()[0].tolist()).values()
    answers = [archive.search(query, limit=100) for query in QUERIES]
    return Content(
        tuple(sorted((name, digest) for name, (digest, _) in catalogue.page_digests().items())),
        tuple(sorted((item.id, item.title, item.text) for item in articles)),
        tuple(sorted((s.passage.article_id, s.passage.start, s.passage.end) for s in passages)),
        tuple(tuple(sorted(item.article.id for item in found.articles)) for found in answers),
    )


def state(settings: Settings) -> State:
    """Return the archive's files and answers; an empty State if there is none."""
    try:
        archive = Archive.open(settings)
    except NoArchive:
        return State()
    answers = (replace(archive.search(query, limit=100), seconds=0.0) for query in QUERIES)
    files = tuple(sorted(archive.manifest.files.items()))
    return State(archive.manifest.generation, files, tuple(answers))


def jianbao(settings: Settings, *argv: str) -> Result:
    """Run a command in this process."""
    environment = {
        "JIANBAO_ARCHIVE": str(settings.archive), "JIANBAO_CACHE": str(settings.cache),
        "JIANBAO_WORDS": str(settings.words), "JIANBAO_THREADS": "1",
    }  # fmt: skip
    return CliRunner(env=environment).invoke(main, argv, catch_exceptions=False)


def assert_old_or_new(scene: Scene, settings: Settings) -> str:
    """Check that the archive is exactly what it was before, or after the whole run; say which."""
    checked = jianbao(settings, "check")
    found = state(settings)
    if found == State():
        assert scene.before == State() and checked.exit_code == 2 and "reindex" in checked.stderr
        return "old"
    assert checked.exit_code == 0, checked.output
    assert found in (scene.before, scene.after)
    return "old" if found == scene.before else "new"


def assert_next_runs_complete(scene: Scene, settings: Settings) -> None:
    """Check that a run and one with a new page end well, and hold what clean builds hold.

    After them nothing of the killed run is left, and every generation on disk is intact.
    """
    for argv, clean in (
        (scene.again, scene.clean),
        (("reindex", str(scene.later)), scene.clean_later),
    ):
        result = jianbao(settings, *argv)
        assert result.exit_code == 0, result.output
        assert content(settings) == clean
    for folder in (settings.archive / "generations").iterdir():
        Generation(settings.archive, folder.name).close()  # reads every file
    left = {path.name.split(".")[0] for path in settings.archive.iterdir()}
    assert "embeddings" not in left and not (settings.archive / "CURRENT.new").exists()


def cut_power(scene: Scene, settings: Settings, events: Sequence[Event], *, entries: bool) -> None:
    """Leave on disk what was synced: files that were not, since they were written, become empty.

    With `entries`, names that came into a folder after it was synced are lost too, and a pointer
    whose folder was not synced is what it was.
    """
    archive = settings.archive
    synced = {event.path: event.held for event in events if event.what == "fsync"}
    known = {held_by(path) for path in scene.base.rglob("*") if path.is_file()} | {*synced.values()}
    for path in archive.rglob("*"):
        if path.is_file() and held_by(path) not in known:
            path.write_bytes(b"")
    if not entries or not archive.exists():
        return
    steps = [(event.what, event.path) for event in events]
    pointed = ("os.rename", "CURRENT")
    if pointed in steps and ("fsync", "") not in steps[steps.index(pointed) :]:
        before = scene.base / "CURRENT"
        text = before.read_bytes() if before.exists() else b"none"
        (archive / "CURRENT").write_bytes(text)
    folders = [path for path in archive.rglob("*") if path.is_dir()]
    for folder in [*reversed(folders), archive]:
        name = folder.relative_to(archive).as_posix().removeprefix(".")
        old = scene.base / name
        kept = synced[name] if name in synced else held_by(old) if old.is_dir() else ""
        for path in list(folder.iterdir()):
            if path.name not in kept.splitlines():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
