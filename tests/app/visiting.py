"""Visits to a served page over Streamlit's protocol: bench/visits.py, for tests."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Mapping
from typing import Any

from tests.conftest import ROOT

_spec = importlib.util.spec_from_file_location("visits", ROOT / "bench" / "visits.py")
assert _spec
assert _spec.loader
visits = importlib.util.module_from_spec(_spec)
sys.modules["visits"] = visits  # where a dataclass looks for its own module
_spec.loader.exec_module(visits)


def visit(
    address: str,
    headers: Mapping[str, str] | None = None,
    *,
    xsrf: str = "",
    view: str = "",
    parameters: Mapping[str, str] | None = None,
) -> Any:
    """Open a view as a browser that sends `headers` does, and return what it shows."""

    async def once() -> Any:
        async with visits.Visit(address, headers or {}, xsrf) as session:
            return await session.open(view, **parameters or {})

    return asyncio.run(once())


def press(address: str, button: str) -> Any:
    """Open the page, press a button of it by its key, and return what comes of it."""

    async def once() -> Any:
        async with visits.Visit(address) as session:
            await session.open()
            return await session.fill(**{button: True})

    return asyncio.run(once())
