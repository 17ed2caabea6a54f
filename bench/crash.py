"""Kill reindex with SIGKILL a thousand times, and check the archive after each.

    python bench/crash.py [--kills 200] [--scenes update full] [--no-steps] [--no-calls] [--seed 1]

Ways to die, in four scenes (tests/crash/scenes.py: a first run, an update, a full run, a return to an
older generation): at random times, `--kills` of them, some twice in a row and some with processes
that prepare pages; before every step that Python sees (a file opened, renamed, linked, removed,
synced); the same with the power cut there; and before every call that writes, as strace counts them
(skipped where there is no strace). After each kill `jianbao check` must pass, the archive must be
exactly what it was before or after the whole run (each file's digest, and what searches answer), and
the next runs must complete with what a clean build holds. Stops at the first that fails.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from indexer import Settings  # noqa: E402
from tests.conftest import use_encoder  # noqa: E402
from tests.crash.dying import (  # noqa: E402
    Event,
    Job,
    Runs,
    command,
    environment,
    stages,
    start_runs,
)
from tests.crash.scenes import (  # noqa: E402
    Scene,
    assert_next_runs_complete,
    assert_old_or_new,
    cut_power,
    make_scene,
)

SCENES = ("first", "update", "full", "rollback")
_WRITING = {
    "open": "open", "openat": "open", "creat": "open", "write": "write", "pwrite64": "write",
    "writev": "write", "pwritev": "write", "sendfile": "write", "copy_file_range": "write",
    "ftruncate": "write", "truncate": "write", "fallocate": "write", "fsync": "fsync",
    "fdatasync": "fsync", "rename": "os.rename", "renameat": "os.rename", "renameat2": "os.rename",
    "link": "os.link", "linkat": "os.link", "unlink": "os.remove", "unlinkat": "os.remove",
    "rmdir": "os.rmdir", "mkdir": "os.mkdir", "mkdirat": "os.mkdir",
}  # fmt: skip
_CALL = re.compile(r"^(\d+) +(\w+)\((.*)")


class Tally:
    """Kills by way and stage, and what the archive was after them."""

    def __init__(self) -> None:
        self.kills: Counter[tuple[str, str]] = Counter()
        self.states: Counter[tuple[str, str]] = Counter()

    def add(self, way: str, stage: str, state: str) -> None:
        self.kills[way, stage] += 1
        self.states[way, state] += 1

    def show(self) -> None:
        for way in dict.fromkeys(way for way, _ in self.kills):
            by_stage = [f"{stage} {n}" for (of, stage), n in self.kills.items() if of == way]
            total = sum(n for (of, _), n in self.kills.items() if of == way)
            print(
                f"{way}: {total} kills, all passed; the archive was the old one "
                f"{self.states[way, 'old']} times, the new one {self.states[way, 'new']} times; "
                f"by stage: {', '.join(by_stage)}"
            )


def at_random(scenes: list[Scene], runs: Runs, folder: Path, kills: int, tally: Tally) -> None:
    """Kill at random times until there are as many kills as asked for."""
    way, done = "at random times", 0
    seconds = {scene.name: scene.whole.seconds for scene in scenes}  # of a run that is not killed
    while done < kills:
        scene = random.choice(scenes)
        threads = 2 if random.random() < 0.1 else 1
        longest = seconds[scene.name] * 1.1 + 1.5 * (threads - 1)  # it takes time to start them
        settings, state, killed = scene.copy(folder), "old", False
        for _ in range(random.choice((1, 1, 2, 3))):
            outcome = runs.run(
                settings.archive, *scene.argv, after=random.uniform(0, longest), threads=threads,
                seed=scene.seed,
            )  # fmt: skip
            if not outcome.killed:
                assert outcome.status == 0, outcome.output
                if threads == 1:
                    seconds[scene.name] = outcome.seconds
                break
            killed = True
            state = assert_old_or_new(scene, settings)
            tally.add(way, (stages(outcome.events) or ["before anything"])[-1], state)
            done += 1
            if state == "new":
                break
        if killed and outcome.killed:
            assert_next_runs_complete(scene, settings)
        progress(way, done, kills)


def at_steps(scenes: list[Scene], runs: Runs, folder: Path, tally: Tally) -> None:
    """Kill before every event of every scene."""
    for scene in scenes:
        way = f"before each step of the scene {scene.name}"
        for at, stage in enumerate(stages(scene.whole.events), 1):
            settings = scene.copy(folder)
            outcome = runs.run(settings.archive, *scene.argv, die_at=at, seed=scene.seed)
            assert outcome.killed, outcome.output
            with judged(way, at):
                tally.add(way, stage, assert_old_or_new(scene, settings))
                assert_next_runs_complete(scene, settings)
            progress(way, at, len(scene.whole.events))


def at_power_cuts(scenes: list[Scene], runs: Runs, folder: Path, tally: Tally) -> None:
    """Cut the power before every event of every scene: data not synced is lost, then names too."""
    for scene, entries in product(scenes, (False, True)):
        way = f"power cut before each step of {scene.name}, {'names' if entries else 'data'} lost"
        for at, stage in enumerate(stages(scene.whole.events), 1):
            settings = scene.copy(folder)
            outcome = runs.run(settings.archive, *scene.argv, die_at=at, seed=scene.seed)
            cut_power(scene, settings, outcome.events[:-1], entries=entries)
            with judged(way, at):
                tally.add(way, stage, assert_old_or_new(scene, settings))
                assert_next_runs_complete(scene, settings)
            progress(way, at, len(scene.whole.events))


def at_calls(scenes: list[Scene], folder: Path, tally: Tally) -> None:
    """Kill before every call to the system that writes to the archive, counted by strace."""
    for scene in scenes:
        way = f"before each writing call of the scene {scene.name}"
        settings = scene.copy(folder)
        calls = list(writing_calls(scene, settings, folder / "calls"))
        found = stages([event for _, _, event in calls])
        for at, ((name, count, _), stage) in enumerate(zip(calls, found, strict=True), 1):
            settings = scene.copy(folder)
            status = under_strace(
                scene, settings, f"inject={name}:signal=SIGKILL:when={count}", folder / "calls"
            )
            assert status != 0, (name, count)
            with judged(way, at):
                tally.add(way, stage, assert_old_or_new(scene, settings))
                assert_next_runs_complete(scene, settings)
            progress(way, at, len(calls))


def writing_calls(
    scene: Scene, settings: Settings, trace: Path
) -> Iterator[tuple[str, int, Event]]:
    """Yield each call of a whole run that writes to the archive: name, the how manieth, its event."""
    assert under_strace(scene, settings, "trace=" + ",".join(f"?{n}" for n in _WRITING), trace) == 0
    archive, main, seen = str(settings.archive), "", Counter[str]()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        match = _CALL.match(line)
        if not match or match[1] != (main := main or match[1]):
            continue
        name, rest = match[2], match[3]
        seen[name] += 1
        paths = re.findall(rf'[<"]{re.escape(archive)}/?([^>"]*)[>"]', rest)
        if paths and ("open" not in name or "O_WRONLY" in rest or "O_RDWR" in rest):
            yield name, seen[name], Event(_WRITING[name], paths[-1])


def under_strace(scene: Scene, settings: Settings, what: str, trace: Path) -> int:
    job = Job(str(settings.archive), list(scene.argv), seed=scene.seed)
    strace = ["strace", "-f", "-y", "-qq", "-s", "0", "--seccomp-bpf", "-o", str(trace), "-e", what]
    done = subprocess.run(
        [*strace, *command(job)], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    return done.returncode


@contextmanager
def judged(way: str, at: int) -> Iterator[None]:
    """Let an error in the block say which kill it was."""
    try:
        yield
    except AssertionError as error:
        error.add_note(f"{way}: number {at}")
        raise


def progress(way: str, done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        print(f"{time.strftime('%H:%M:%S')} {way}: {done} of {total}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="at random times")
    parser.add_argument("--scenes", nargs="+", default=SCENES, choices=SCENES)
    parser.add_argument("--no-steps", action="store_true")
    parser.add_argument("--no-calls", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    use_encoder(pytest.MonkeyPatch())
    tally, began = Tally(), time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch, start_runs() as runs:
        folder = Path(scratch)
        scenes = [make_scene(name, folder / name, runs) for name in options.scenes]
        at_random(scenes, runs, folder / "killed", options.kills, tally)
        if not options.no_steps:
            at_steps(scenes, runs, folder / "killed", tally)
            at_power_cuts(scenes, runs, folder / "killed", tally)
        if not options.no_calls and shutil.which("strace"):
            at_calls(scenes, folder / "killed", tally)
    tally.show()
    print(f"{time.perf_counter() - began:.0f} s; {json.dumps(vars(options))}")


if __name__ == "__main__":
    main()
