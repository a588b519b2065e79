"""The manifest describes every file, and a rebuild gives the same bytes."""

import os
from pathlib import Path

import pytest
from conftest import JILIN

from generate import __main__ as command
from generate import holidays
from generate.fetch import PACKAGES, cached, sha256_of
from generate.manifest import UNDESCRIBED

ROOT = JILIN.parent.parent
BYTES_MAX = 8_000_000


def test_every_file_is_described_with_its_hash(manifest: dict, entries: dict) -> None:
    present = {p.relative_to(JILIN).as_posix() for p in JILIN.rglob("*") if p.is_file()}
    assert present - UNDESCRIBED == set(entries)
    for name in entries:
        path = JILIN / name
        assert sha256_of(path) == entries[name]["sha256"], name
        assert path.stat().st_size == entries[name]["bytes"], name
    for entry in manifest["elsewhere"]:
        path = ROOT / entry["path"]
        assert (sha256_of(path), path.stat().st_size) == (entry["sha256"], entry["bytes"]), entry["path"]


def test_every_package_is_listed_with_its_licence(manifest: dict) -> None:
    listed = {(entry["name"], entry["version"], entry["sha256"], entry["licence"]) for entry in manifest["packages"]}
    assert listed == {(package.name, package.version, package.sha256, package.licence) for package in PACKAGES}


def test_every_entry_says_what_whence_and_how_licensed(manifest: dict) -> None:
    for entry in manifest["files"] + manifest["elsewhere"]:
        name = entry["path"]
        assert entry["title"]["zh"] and entry["title"]["en"], name
        assert entry["source"]["package"] and entry["licence"] and entry["attribution"], name
        assert isinstance(entry["sample"], bool)
        if entry["sample"]:
            assert "示例数据" in entry["title"]["zh"] and "seed" in entry, name


def test_what_is_invented_is_marked_and_only_that(entries: dict) -> None:
    sample = {name.split("/")[0] for name, entry in entries.items() if entry["sample"]}
    real = {name.split("/")[0] for name, entry in entries.items() if not entry["sample"]}
    assert sample == {"zones", "outfalls", "clues", "overlays", "actions"}
    assert real == {"boundaries", "names", "rivers"}


def test_the_committed_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in JILIN.rglob("*") if path.is_file()) < BYTES_MAX


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if not all(cached(package) for package in PACKAGES):
        reason = "the packages are not in the cache: run `sh data/build.sh` once"
        if os.environ.get("STRICT") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    folder, rules = tmp_path / "jilin", tmp_path / "rules"
    command.build(folder, rules)
    built = {p.relative_to(folder).as_posix(): sha256_of(p) for p in folder.rglob("*") if p.is_file()}
    committed = {p.relative_to(JILIN).as_posix(): sha256_of(p) for p in JILIN.rglob("*") if p.is_file()}
    committed.pop("bailiwick.toml")
    assert built == committed
    assert (rules / holidays.FILE).read_bytes() == (command.RULES / holidays.FILE).read_bytes()
