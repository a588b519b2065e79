"""Holds the shares of uncertain positions against GEOS (by shapely): discs of 4 096 segments cut by the counties of Jilin.

usage: discs.py BAILIWICK COUNTIES WORKDIR [PLACES]

Places lie along the real borders, up to 1.2 radii beside them, some exactly on vertices; radii are those of sensors. Prints one line
of JSON with the largest difference; exits 1 if a share is off by more than a thousandth.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely

SEED = 20261125
SEGMENTS = 4096
RADII_M = (5.0, 30.0, 100.0, 500.0, 2_000.0)
# One place in so many is a vertex itself.
ON_VERTEX = 20
WORST = 0.001
# GRS 80, whose ellipsoid is that of CGCS2000.
AXIS_M, FLATTENING = 6_378_137.0, 1 / 298.257_222_101


def main() -> int:
    """Runs the comparison."""
    bailiwick, counties_path, workdir = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 10_000
    codes, shapes = read_counties(counties_path)
    places = make_places(shapes, count)
    lines = [f"{lon!r},{lat!r},{radius!r}" for lon, lat, radius in places.tolist()]
    ours = [row["shares"] for row in assigned(bailiwick, counties_path, Path(workdir), "lon,lat,accuracy_m", lines)]
    counts = compare(codes, shapes, places, ours)
    print(json.dumps(counts))
    return 1 if counts["worst"] > WORST or counts["disagree"] else 0


def read_counties(path: str) -> tuple[list[str], np.ndarray]:
    """Codes and polygons."""
    features = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    return [feature["properties"]["code"] for feature in features], np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])


def assigned(bailiwick: str, counties_path: str, folder: Path, header: str, lines: list[str]) -> list[dict]:
    """What the program decides of the lines of a CSV."""
    config, clues, result = folder / "bailiwick.toml", folder / "clues.csv", folder / "result.csv"
    config.write_text(f'[[jurisdictions]]\npath = "{counties_path}"\nlevel = "county"\n', encoding="utf-8")
    clues.write_text("\n".join([header, *lines]) + "\n", encoding="ascii")
    subprocess.run([bailiwick, "assign", clues, "-c", config, "--crs", "EPSG:4490", "-o", result], check=True)
    with result.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(lines), len(rows)
    return rows


def metres_per_degree(lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Length of a degree of longitude and of latitude, by the two radii of curvature."""
    squared = FLATTENING * (2 - FLATTENING)
    root = np.sqrt(1 - squared * np.sin(np.radians(lat)) ** 2)
    return np.radians(AXIS_M / root * np.cos(np.radians(lat))), np.radians(AXIS_M * (1 - squared) / root**3)


def make_places(shapes: np.ndarray, count: int) -> np.ndarray:
    """Rows of longitude, latitude and radius."""
    random = np.random.default_rng(SEED)
    vertices = shapely.get_coordinates(shapes)
    at = vertices[random.integers(0, len(vertices), count)]
    radius = random.choice(RADII_M, count)
    away, turn = radius * 1.2 * random.uniform(0, 1, count), random.uniform(0, 2 * np.pi, count)
    away[::ON_VERTEX] = 0.0
    east, north = metres_per_degree(at[:, 1])
    return np.column_stack([at[:, 0] + away * np.cos(turn) / east, at[:, 1] + away * np.sin(turn) / north, radius])


def compare(codes: list[str], shapes: np.ndarray, places: np.ndarray, ours: list[str]) -> dict:
    """The largest difference between our shares and those of GEOS."""
    tree = shapely.STRtree(shapes)
    angle = np.arange(SEGMENTS) * (2 * np.pi / SEGMENTS)
    worst, shared, disagree = 0.0, 0, 0
    for (lon, lat, radius), text in zip(places.tolist(), ours, strict=True):
        east, north = metres_per_degree(np.float64(lat))
        disc = shapely.Polygon(np.column_stack([lon + radius / east * np.cos(angle), lat + radius / north * np.sin(angle)]))
        box = shapely.box(*disc.bounds)
        # Cutting by the box first changes nothing and spares GEOS the whole county.
        pieces = {codes[i]: shapely.intersection(shapely.intersection(shapes[i], box), disc).area / disc.area for i in tree.query(disc)}
        theirs = {code: share for code, share in pieces.items() if share > 1e-9}
        # A disc that no border meets has no shares to tell: it lies in one county, or in none.
        mine = dict(pair.split("=") for pair in text.split(";")) if text else {}
        if not mine:
            whole = max(theirs.values(), default=0.0)
            disagree += int(WORST < whole < 1 - WORST)
            continue
        shared += 1
        for code in theirs.keys() | mine.keys():
            worst = max(worst, abs(float(mine.get(code, 0.0)) - theirs.get(code, 0.0)))
    return {"places": len(ours), "shared": shared, "worst": worst, "disagree": disagree}


if __name__ == "__main__":
    sys.exit(main())
