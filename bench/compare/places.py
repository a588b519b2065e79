"""Where things are. The cache outlives a clone, as scripts/env.sh says; inputs are made once and kept there."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
JILIN = REPOSITORY / "data/jilin"
REPORT = REPOSITORY / "docs/bench.md"
IMAGES = REPOSITORY / "docs/images"

_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
CACHE = Path(os.environ.get("BAILIWICK_CACHE") or _home / "bailiwick")
INPUTS = CACHE / "bench"
CHINA = CACHE / "china/county.fgb"
FIRST_TILE = REPOSITORY / "scripts/bench/first-tile.sh"

TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or CACHE / "target")
BINARY = TARGET / "release/bailiwick"
