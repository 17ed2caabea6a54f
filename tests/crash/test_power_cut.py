"""A power cut loses what was not synced; the archive is the old one or the new one all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CharacterEncoder
from tests.crash.dying import Event, Runs, held_by
from tests.crash.scenes import (
    Scene,
    assert_next_runs_complete,
    assert_old_or_new,
    cut_power,
    pointer_of,
)

Scenes = Callable[[str], Scene]


@pytest.mark.parametrize("name", ["first", "update", "full"])
def test_all_of_a_generation_is_synced_before_it_is_current(
    name: str, scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene(name)
    settings = chosen.copy(tmp_path)
    events = runs.run(settings.archive, *chosen.argv, seed=chosen.seed).events
    pointer = pointer_of(events)
    synced = {event.path: event.held for event in events[: pointer - 1] if event.what == "fsync"}
    name = f"generations/{chosen.after.generation}"
    synced[f"{name}/manifest.json"] = synced.pop(f"{name}/manifest.new")  # then renamed
    made = settings.archive / name
    for path in (made, *made.rglob("*")):
        assert synced.get(str(path.relative_to(settings.archive))) == held_by(path), path
    assert chosen.after.generation in synced["generations"].splitlines()
    assert "generations" in synced[""].splitlines()
    assert synced["CURRENT.new"]
    assert events[pointer] == Event("fsync", "", events[pointer].held)  # before old ones go
    assert "CURRENT" in events[pointer].held.splitlines()


@pytest.mark.parametrize("lost", ["data", "entries"])
@pytest.mark.parametrize("name", ["first", "update"])
def test_what_was_not_synced_is_lost(
    name: str, lost: str, scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene(name)
    pointer = pointer_of(chosen.whole.events)
    states = []
    for at in (*range(7, pointer, 29), pointer, pointer + 1, pointer + 2):
        settings = chosen.copy(tmp_path)
        outcome = runs.run(settings.archive, *chosen.argv, die_at=at, seed=chosen.seed)
        assert outcome.killed
        cut_power(chosen, settings, outcome.events[:-1], entries=lost == "entries")
        states.append(assert_old_or_new(chosen, settings))
        assert_next_runs_complete(chosen, settings)
    assert states[-1] == "new"


def test_a_journal_of_embeddings_that_was_torn_is_begun_anew(
    scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene("update")
    settings = chosen.copy(tmp_path)
    runs.run(settings.archive, *chosen.argv, die_at=pointer_of(chosen.whole.events))
    journal = settings.archive / "embeddings.sqlite"
    held = journal.read_bytes()
    journal.write_bytes(held[:4096] + bytes(len(held) - 4096))
    assert_next_runs_complete(chosen, settings)
