"""How near the outlines of an archive are to those they were made from: equal sizes mean little without.

The mean distance is the area between the outlines drawn and the source's, by the length of the source's within the tile (the areal displacement of
McMaster 1986, *A statistical analysis of mathematical measures for linear simplification*, The American Cartographer 13(2), by length).
"""

import math
import random
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pyogrio
import shapely

SEED = 20_250_108
TILES = 12
UNITS = 4096
HALF_WORLD_M = 20_037_508.342789244


def _to_world(degrees: np.ndarray) -> np.ndarray:
    """Web Mercator, the world as a square of side 1 with y down."""
    sine = np.sin(np.radians(degrees[:, 1]))
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)])


@cache
def _source(path: Path) -> tuple[dict, shapely.STRtree, list]:
    meta, _, wkb, columns = pyogrio.raw.read(path)
    areas = shapely.make_valid(shapely.transform(shapely.from_wkb(wkb), _to_world))
    codes = list(columns[list(meta["fields"]).index("code")])
    return dict(zip(codes, areas, strict=True)), shapely.STRtree(areas), codes


def _drawn(data: bytes, zoom: int, column: int, row: int, layer: str) -> dict:
    """The areas of a tile by code, in its units; read by GDAL."""
    with tempfile.NamedTemporaryFile(suffix=".pbf") as file:
        file.write(data)
        file.flush()
        meta, _, wkb, columns = pyogrio.raw.read(f"MVT:{file.name}", layer=layer, X=column, Y=row, Z=zoom, CLIP="NO")
    scale = UNITS * 2**zoom

    def to_units(metres: np.ndarray) -> np.ndarray:
        world = np.column_stack([metres[:, 0], -metres[:, 1]]) / (2 * HALF_WORLD_M) + 0.5
        return np.round(world * scale) - [column * UNITS, row * UNITS]

    areas = shapely.make_valid(shapely.transform(shapely.from_wkb(wkb), to_units))
    return dict(zip(columns[list(meta["fields"]).index("code")], areas, strict=True))


def off(archive: Path, source: Path, layer: str) -> dict[str, float]:
    """The mean distance at each zoom in units of a tile, over some tiles chosen by how much is in them."""
    areas, tree, codes = _source(source)
    square = shapely.box(0, 0, UNITS, UNITS)
    frame = square.boundary.buffer(1)
    told = {}
    with closing(sqlite3.connect(archive)) as database:
        for (zoom,) in database.execute("SELECT DISTINCT zoom_level FROM tiles ORDER BY zoom_level").fetchall():
            rows = database.execute(
                "SELECT tile_column, tile_row, length(tile_data) FROM tiles WHERE zoom_level = ? ORDER BY 1, 2", (zoom,)
            ).fetchall()
            chosen = set(random.Random(SEED).choices(rows, [size for *_, size in rows], k=TILES))
            between = length = 0.0
            for column, tms_row, _ in sorted(chosen):
                row = 2**zoom - 1 - tms_row
                query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
                (data,) = database.execute(query, (zoom, column, tms_row)).fetchone()
                drawn = _drawn(data, zoom, column, row, layer)
                box = shapely.box(*(np.array([column, row, column + 1, row + 1]) / 2**zoom))
                for place in tree.query(box):
                    truth = shapely.transform(areas[codes[place]], lambda p, c=column, r=row, z=zoom: (p * 2**z - [c, r]) * UNITS)
                    truth = truth.intersection(square)
                    shown = drawn.get(codes[place], shapely.Polygon()).intersection(square)
                    between += shown.symmetric_difference(truth).area
                    length += truth.boundary.difference(frame).length if truth.area > 0 else 0.0
            if length:
                told[str(zoom)] = between / length
    return told
