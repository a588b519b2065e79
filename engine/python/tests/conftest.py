"""One engine for all tests, and the command to compare it with."""

import os
import subprocess
from pathlib import Path

import pytest

import bailiwick

JILIN = Path(__file__).parents[3] / "data" / "jilin"
COMMAND = Path(os.environ["BAILIWICK_COMMAND"])


@pytest.fixture(scope="session")
def engine() -> bailiwick.Engine:
    return bailiwick.Engine(JILIN / "bailiwick.toml", lang="en")


@pytest.fixture(scope="session")
def decided_by_command(tmp_path_factory: pytest.TempPathFactory):
    """A function: a file of clues → what the command makes of it, as a Parquet file."""

    def decide(clues: Path, *arguments: str, ending: str = "parquet") -> Path:
        out = tmp_path_factory.mktemp("command") / f"{clues.stem}.{ending}"
        command = [COMMAND, "assign", clues, "-c", JILIN / "bailiwick.toml", "-o", out, "--lang", "en", *arguments]
        subprocess.run([str(word) for word in command], check=True, capture_output=True)
        return out

    return decide
