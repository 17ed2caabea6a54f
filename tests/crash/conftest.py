"""The program that dies, and scenes, made once for all tests here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import use_encoder
from tests.crash.dying import Runs, start_runs
from tests.crash.scenes import Scene, make_scene


@pytest.fixture(scope="package")
def runs() -> Iterator[Runs]:
    with start_runs() as made:
        yield made


@pytest.fixture(scope="package")
def scene(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scene]:
    """Return the scene of that name; see `make_scene`."""
    made: dict[str, Scene] = {}

    def get(name: str) -> Scene:
        if name not in made:
            with pytest.MonkeyPatch.context() as patch:
                use_encoder(patch)
                made[name] = make_scene(name, tmp_path_factory.mktemp(name), runs)
        return made[name]

    return get
