"""Whole archives: `bailiwick-server publish`, tippecanoe and GDAL's MVT driver, all layers from the same features."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from compare.places import REPOSITORY, TARGET

from . import detail, inputs
from .servers import cpu_seconds, family

TIPPECANOE = Path(sys.executable).with_name("tippecanoe")
LIMIT_S = 120
# Nothing may be left out for the sake of size: the others would be quicker by drawing less.
WHOLE = ["--no-tile-size-limit", "--no-feature-limit", "--no-tile-stats", "--quiet", "--force"]
# Ours number their features, so that maps can select one across tiles; equal content has the same numbers.
WHOLE += [f"--use-attribute-for-id={inputs.FEATURE_ID}", "--convert-stringified-ids-to-numbers"]
GDAL = """
import sys, pyogrio
source, target, layer, zooms = sys.argv[1:]
low, high = zooms.split("-")
meta, table = pyogrio.raw.read_arrow(source)
options = dict(MINZOOM=low, MAXZOOM=high, MAX_SIZE="100000000", MAX_FEATURES="10000000", EXTENT="4096", BUFFER="64")
pyogrio.raw.write_arrow(table, target, layer=layer, driver="MBTiles", geometry_name=meta["geometry_name"] or "wkb_geometry",
    geometry_type=meta["geometry_type"], crs="EPSG:4326", layer_options={}, dataset_options=options)
"""


@dataclass
class Work:
    """A layer at all zooms."""

    layer: str
    zh: str
    en: str
    zooms: str
    # Ways of tippecanoe: the first draws as we do, the other as it does if nobody asks.
    tippecanoe: dict[str, list[str]]


def works(zooms: str) -> list[Work]:
    return [
        Work(
            "counties",
            "2 877 个县",
            "2 877 counties",
            zooms,
            {
                "--detect-shared-borders": ["--detect-shared-borders", "--no-tiny-polygon-reduction"],
                "--no-tiny-polygon-reduction": ["--no-tiny-polygon-reduction"],
            },
        ),
        Work(
            "clues",
            "100 万条线索",
            "1 M clues",
            zooms,
            {"--cluster-distance=8 -r1": ["--cluster-distance=8", "-r1"], "(thinned)": []},
        ),
    ]


def measured(command: list) -> dict:
    """What a command and all below it used. It is given up after a while, and then has taken that long at least."""
    process = subprocess.Popen(
        [sys.executable, REPOSITORY / "bench/compare/usage.py", *map(str, command)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        used = cpu_seconds(family(process.pid))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return {"given_up_cpu_s": used}
    return json.loads(said.splitlines()[-1]) if process.returncode == 0 else {"failed": process.returncode}


def contents(path: Path) -> dict:
    """Tiles and bytes of each zoom, as they are stored: gzip everywhere."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT zoom_level, count(*), sum(length(tile_data)) FROM tiles GROUP BY zoom_level ORDER BY zoom_level").fetchall()
    return {str(zoom): {"tiles": tiles, "bytes": size} for zoom, tiles, size in rows}


def publish(config: Path, layer: str, zooms: str, target: Path) -> list:
    return [TARGET / "release/bailiwick-server", "publish", "-c", config, "-o", target, "--layers", layer, "--zooms", zooms]


def archive(config: Path, layer: str, zooms: str) -> Path:
    """Kept, for Martin to serve."""
    path = inputs.FOLDER / f"{layer}.pmtiles"
    path.unlink(missing_ok=True)
    subprocess.run(list(map(str, publish(config, layer, zooms, path))), check=True, stdout=subprocess.DEVNULL)
    return path


def run(work: Work, config: Path, sources: dict[str, Path], known: dict) -> dict:
    """All three on all cores; CPU seconds are what is compared. Peers that are known already are not asked again."""
    results = {}
    with tempfile.TemporaryDirectory(prefix="bailiwick-archives-") as name:
        folder = Path(name)
        commands = {"Bailiwick": publish(config, work.layer, work.zooms, folder / "ours.mbtiles")}
        low, high = work.zooms.split("-")
        for number, (way, words) in enumerate(work.tippecanoe.items()):
            target = folder / f"tippecanoe-{number}.mbtiles"
            commands[f"tippecanoe {way}"] = [TIPPECANOE, "-o", target, "-l", work.layer, f"-Z{low}", f"-z{high}", *WHOLE, *words]
            commands[f"tippecanoe {way}"].append(inputs.with_ids(sources[work.layer], work.layer))
        commands["GDAL MVT"] = [sys.executable, "-c", GDAL, sources[work.layer], folder / "gdal.mbtiles", work.layer, work.zooms]
        for who, command in commands.items():
            if who in known:
                results[who] = known[who]
                continue
            said = measured(command)
            target = next(Path(word) for word in map(str, command) if word.endswith(".mbtiles"))
            if "cpu_s" in said:
                said |= {"zooms": contents(target), "file_bytes": target.stat().st_size}
                if work.layer == "counties":
                    said["off_units"] = detail.off(target, sources[work.layer], work.layer)
                tiles = sum(zoom["tiles"] for zoom in said["zooms"].values())
                print(
                    f"    {who:<44} {said['cpu_s']:8.1f} CPU-s {said['wall_s']:8.1f} s {said['file_bytes'] / 1e6:8.1f} MB {tiles:>8} tiles",
                    flush=True,
                )
            else:
                print(f"    {who:<44} {said}", flush=True)
            results[who] = said
    return results
