"""Install the torch that pyproject.toml pins, without gigabytes of GPU libraries nobody asked for.

On Linux x86-64 the package index's torch brings CUDA, about 3 GB to download; PyTorch's own index
has the same release built for the CPU, about 200 MB. Other systems get a CPU build either way. So
pip is asked what it would install, and only when that includes GPU libraries, PyTorch's index is
used. Run by the Makefile with the Python of the virtual environment.

    JIANBAO_TORCH=cuda   take what the package index gives, GPU libraries too
    TORCH_INDEX=URL      the index to take a CPU build from, such as a mirror of PyTorch's
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
_GPU_PACKAGE = re.compile(r"(nvidia|cuda|triton|rocm)\b", re.IGNORECASE)
_PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> int:
    version = pinned_version(tomllib.loads(_PROJECT.read_text(encoding="utf-8")))
    if is_installed(version):
        return 0
    requirement = f"torch=={version}"
    options: list[str] = []
    if os.environ.get("JIANBAO_TORCH") != "cuda":
        asked = _pip("--dry-run", "--quiet", "--report", "-", requirement, capture=True)
        if asked.returncode:
            return asked.returncode  # pip has said why
        options = index_options(json.loads(asked.stdout), os.environ)
    print(f"installing {requirement} {' '.join(options)}".rstrip(), file=sys.stderr)
    failed = _pip(requirement, *options).returncode
    if failed and options:
        print(
            f"\ntorch {version} for the CPU could not be had from {options[1]}.\n"
            f"  TORCH_INDEX=URL make serve      takes it from a mirror of that index\n"
            f"  JIANBAO_TORCH=cuda make serve   takes the build with GPU libraries, about 3 GB",
            file=sys.stderr,
        )
    return failed


def pinned_version(project: Mapping[str, Any]) -> str:
    """Return the version of torch that a pyproject table pins."""
    for requirement in project["project"]["dependencies"]:
        if match := re.fullmatch(r"torch==([\w.]+)", requirement):
            return match[1]
    raise SystemExit("pyproject.toml pins no torch: write torch==VERSION")


def is_installed(version: str) -> bool:
    """Say whether this Python has that torch, in any build: 2.13.0+cpu is 2.13.0."""
    try:
        return metadata.version("torch").partition("+")[0] == version
    except metadata.PackageNotFoundError:
        return False


def gpu_packages(report: Mapping[str, Any]) -> list[str]:
    """Return the GPU libraries in a report of `pip install --dry-run`, sorted."""
    names = (item["metadata"]["name"] for item in report["install"])
    return sorted(name for name in names if _GPU_PACKAGE.match(name))


def index_options(report: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Return pip's options: another index when the usual one would bring GPU libraries."""
    if not gpu_packages(report):
        return []
    return ["--index-url", environ.get("TORCH_INDEX") or CPU_INDEX]


def _pip(*arguments: str, capture: bool = False) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    return subprocess.run(
        command, stdout=subprocess.PIPE if capture else None, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
