"""What every test needs: the committed data, read once."""

import csv
import json
from itertools import dropwhile
from pathlib import Path

import pytest

JILIN = Path(__file__).resolve().parent.parent / "jilin"


@pytest.fixture(scope="session")
def jilin() -> Path:
    return JILIN


@pytest.fixture(scope="session")
def manifest() -> dict:
    return json.loads((JILIN / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def entries(manifest: dict) -> dict[str, dict]:
    return {entry["path"]: entry for entry in manifest["files"]}


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV's rows, with or without a BOM; lines that begin with `#` before the header are comments."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(dropwhile(lambda line: line.startswith("#"), file)))
