"""Holds the served tiles against a second decoder (GDAL's MVT driver) and a second engine (GEOS by shapely), from z5 to z14.

usage: tiles.py SERVER_URL COUNTIES WORKDIR

For tiles all over the province at low zooms, and along borders at high ones:

1. every polygon is valid as decoded;
2. the counties do not overlap, and together they are the province of the same tile: no gap;
3. each county is the real county, moved by less than a few tile units;
4. codes and names are those of the source.

Prints one line of JSON with the largest deviation for each zoom, in tile units (1/4096 of a tile) and units²; exits 1 when a
bound is exceeded.
"""

import json
import math
import subprocess
import sys
import urllib.request
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import box, shape
from shapely.ops import transform

EXTENT = 4096
ZOOMS = range(5, 15)
# All tiles that meet the province up to this zoom, then a seeded choice of tiles with a border in them.
ALL_UP_TO = 7
TILES_PER_ZOOM = 12
SEED = 14
# GDAL clips to the tile; its cut points are not whole units, so areas along the cut differ by rounding of doubles only.
GAP_UNITS2_MAX = 1.0
OVERLAP_UNITS2_MAX = 1.0
# A border moves by simplification and rounding: this many units on average along its length.
DISPLACEMENT_UNITS_MAX = 1.5
WORLD_M = 2 * math.pi * 6378137


def main() -> int:
    """Runs the comparison."""
    server, counties_path, workdir = sys.argv[1:4]
    features = json.loads(Path(counties_path).read_text(encoding="utf-8"))["features"]
    counties = {feature["properties"]["code"]: (feature["properties"]["name"], transform(mercator, shape(feature["geometry"]))) for feature in features}
    vertices = shapely.get_coordinates([geometry for _, geometry in counties.values()])
    failures: list[str] = []
    report = {}
    for zoom in ZOOMS:
        worst = {"tiles": 0, "gap": 0.0, "overlap": 0.0, "displacement": 0.0}
        for x, y in choose(vertices, zoom):
            measured = measure(server, Path(workdir), counties, zoom, x, y, failures)
            worst["tiles"] += 1
            for key, value in measured.items():
                worst[key] = max(worst[key], value)
        report[zoom] = {key: round(value, 4) for key, value in worst.items()}
        bounds = {"gap": GAP_UNITS2_MAX, "overlap": OVERLAP_UNITS2_MAX, "displacement": DISPLACEMENT_UNITS_MAX}
        failures += [f"z{zoom}: {key} {worst[key]} > {bound}" for key, bound in bounds.items() if worst[key] > bound]
    print(json.dumps(report))
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def mercator(lon, lat):
    """EPSG:3857 metres of degrees."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    return lon / 360 * WORLD_M, np.arctanh(np.sin(np.radians(lat))) / (2 * math.pi) * WORLD_M


def tile_box(zoom: int, x: int, y: int) -> tuple[float, float, float]:
    """Western and northern edge of a tile, and its size, in metres."""
    size = WORLD_M / 2**zoom
    return x * size - WORLD_M / 2, WORLD_M / 2 - y * size, size


def choose(vertices: np.ndarray, zoom: int) -> list[tuple[int, int]]:
    """Tiles that hold a vertex of a border, all of them or a seeded choice."""
    size = WORLD_M / 2**zoom
    columns = np.floor((vertices[:, 0] + WORLD_M / 2) / size).astype(int)
    rows = np.floor((WORLD_M / 2 - vertices[:, 1]) / size).astype(int)
    tiles = np.unique(np.stack([columns, rows], axis=1), axis=0)
    if zoom > ALL_UP_TO and len(tiles) > TILES_PER_ZOOM:
        tiles = tiles[np.sort(np.random.default_rng(SEED + zoom).choice(len(tiles), TILES_PER_ZOOM, replace=False))]
    return [(int(x), int(y)) for x, y in tiles]


def decode(server: str, workdir: Path, layer: str, zoom: int, x: int, y: int) -> list[tuple[dict, shapely.Geometry]]:
    """The features of a layer in tile units, as GDAL reads them."""
    folder = workdir / layer / str(zoom) / str(x)
    folder.mkdir(parents=True, exist_ok=True)
    tile, decoded = folder / f"{y}.pbf", folder / f"{y}.geojson"
    with urllib.request.urlopen(f"{server}/{layer}/{zoom}/{x}/{y}") as response:
        if response.status == 204:
            return []
        tile.write_bytes(response.read())
    decoded.unlink(missing_ok=True)
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=NO", decoded, f"MVT:{tile}", layer], check=True)
    west, north, size = tile_box(zoom, x, y)

    def units(px, py):
        return (np.asarray(px) - west) / size * EXTENT, (north - np.asarray(py)) / size * EXTENT

    features = json.loads(decoded.read_text(encoding="utf-8"))["features"]
    return [(feature["properties"], transform(units, shape(feature["geometry"]))) for feature in features]


def measure(server: str, workdir: Path, counties: dict, zoom: int, x: int, y: int, failures: list[str]) -> dict[str, float]:
    """Gap, overlap and mean displacement of one tile."""
    where = f"{zoom}/{x}/{y}"
    found = decode(server, workdir, "counties", zoom, x, y)
    province = shapely.union_all([geometry for _, geometry in decode(server, workdir, "provinces", zoom, x, y)])
    window = box(0, 0, EXTENT, EXTENT)
    for properties, geometry in found:
        name, _ = counties.get(properties["code"], (None, None))
        if name != properties["name"]:
            failures.append(f"{where}: {properties['code']} is called {properties['name']}, not {name}")
        if not geometry.is_valid:
            failures.append(f"{where}: {properties['name']} is invalid: {shapely.is_valid_reason(geometry)}")
    shapes = [geometry.intersection(window) for _, geometry in found]
    union = shapely.union_all(shapes)
    overlap = sum(geometry.area for geometry in shapes) - union.area
    gap = union.symmetric_difference(province.intersection(window)).area
    return {"gap": gap, "overlap": overlap, "displacement": displacement(counties, found, window, zoom, x, y, where, failures)}


def displacement(counties: dict, found: list, window, zoom: int, x: int, y: int, where: str, failures: list[str]) -> float:
    """Area between the drawn and the real counties, per length of border in the tile."""
    west, north, size = tile_box(zoom, x, y)
    drawn = {properties["code"]: geometry.intersection(window) for properties, geometry in found}
    worst = 0.0
    for code, (name, geometry) in counties.items():
        west_c, south_c, east_c, north_c = geometry.bounds
        if east_c < west or west_c > west + size or north_c < north - size or south_c > north:
            continue
        real = transform(lambda px, py: ((np.asarray(px) - west) / size * EXTENT, (north - np.asarray(py)) / size * EXTENT), geometry).intersection(window)
        if real.area > 16 and code not in drawn:
            failures.append(f"{where}: {name} has vanished")
        if real.is_empty or code not in drawn:
            continue
        length = real.boundary.difference(window.boundary.buffer(0.01)).length
        if length > 1:
            worst = max(worst, real.symmetric_difference(drawn[code]).area / length)
    return worst


if __name__ == "__main__":
    sys.exit(main())
