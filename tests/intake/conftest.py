"""A ledger that is empty before each test, and a folder for its workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, db: None) -> Path:
    """A folder for a test's workbooks, beside an empty ledger."""
    return tmp_path
