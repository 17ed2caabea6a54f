"""Marks of tests in more than one folder."""

from __future__ import annotations

import pytest

from indexer.embedding.int8 import can_run

needs_8_bits = pytest.mark.skipif(
    not can_run(), reason="this CPU does not multiply 8-bit numbers fast"
)
