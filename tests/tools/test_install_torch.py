"""Which torch the set-up installs: decided from what pip says it would install."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = Path(__file__).parents[2] / "tools" / "install_torch.py"
_spec = importlib.util.spec_from_file_location("install_torch", _SCRIPT)
assert _spec
assert _spec.loader
install_torch = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(install_torch)


def report(*names: str) -> dict[str, Any]:
    """Return the part of pip's report that is looked at."""
    return {"version": "1", "install": [{"metadata": {"name": name}} for name in names]}


CPU = report("torch", "filelock", "sympy", "setuptools")
CUDA = report("torch", "triton", "nvidia-cublas", "cuda-bindings", "filelock")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(CPU, [], id="cpu build"),
        pytest.param(CUDA, ["cuda-bindings", "nvidia-cublas", "triton"], id="cuda build"),
        pytest.param(report("torch", "pytorch-triton-rocm"), [], id="only names that begin so"),
        pytest.param(report(), [], id="nothing to install"),
    ],
)
def test_gpu_packages_are_known_by_name(answer: dict[str, Any], expected: list[str]) -> None:
    assert install_torch.gpu_packages(answer) == expected


def test_a_cpu_build_is_taken_from_the_usual_index() -> None:
    assert install_torch.index_options(CPU, {"TORCH_INDEX": "https://mirror.example/cpu"}) == []


def test_instead_of_a_cuda_build_pytorchs_cpu_index_is_used() -> None:
    assert install_torch.index_options(CUDA, {}) == ["--index-url", install_torch.CPU_INDEX]


def test_the_cpu_index_may_be_a_mirror() -> None:
    options = install_torch.index_options(CUDA, {"TORCH_INDEX": "https://mirror.example/cpu"})
    assert options == ["--index-url", "https://mirror.example/cpu"]


def test_the_version_is_the_one_that_the_project_pins() -> None:
    project = tomllib.loads((_SCRIPT.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"torch=={install_torch.pinned_version(project)}" in project["project"]["dependencies"]


def test_a_project_without_a_pin_is_refused() -> None:
    with pytest.raises(SystemExit, match="pins no torch"):
        install_torch.pinned_version({"project": {"dependencies": ["torch>=2"]}})


@pytest.mark.parametrize(
    ("installed", "expected"),
    [("2.13.0", True), ("2.13.0+cpu", True), ("2.13.0+cu130", True), ("2.13.1", False)],
)
def test_any_build_of_the_pinned_version_will_do(
    installed: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_torch.metadata, "version", lambda name: installed)
    assert install_torch.is_installed("2.13.0") is expected
