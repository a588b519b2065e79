"""Holds the shares of lines and areas against GEOS (by shapely): zigzags and stars on the real borders of Jilin, cut by its counties.

usage: extents.py BAILIWICK COUNTIES WORKDIR [EXTENTS]

Every tenth line follows a border itself, vertex by vertex. GEOS measures in degrees scaled to the middle of each extent; extents are
at most some kilometres long, so that scale is the same all over them to a ten-thousandth. Prints one line of JSON with the largest
difference; exits 1 if a share is off by more than a thousandth.
"""

import json
import sys
from pathlib import Path

import numpy as np
import shapely
from discs import assigned, metres_per_degree, read_counties

SEED = 20261126
SIZES_M = (3.0, 50.0, 400.0, 3_000.0)
VERTICES = 12
# One line in so many runs along a border.
ALONG = 10
WORST = 0.001


def main() -> int:
    """Runs the comparison."""
    bailiwick, counties_path, workdir = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 4_000
    codes, shapes = read_counties(counties_path)
    extents = make_extents(shapes, count)
    lines = [f'"{shapely.to_wkt(extent, rounding_precision=-1)}"' for extent in extents]
    ours = assigned(bailiwick, counties_path, Path(workdir), "wkt", lines)
    counts = compare(codes, shapes, extents, ours)
    print(json.dumps(counts))
    return 1 if counts["worst"] > WORST or counts["disagree"] else 0


def make_extents(shapes: np.ndarray, count: int) -> list[shapely.Geometry]:
    """Lines and areas in turn."""
    random = np.random.default_rng(SEED)
    rings = [shapely.get_coordinates(ring) for shape in shapes for ring in shapely.get_rings(shape)]
    rings = [ring for ring in rings if len(ring) > VERTICES]
    extents: list[shapely.Geometry] = []
    for number in range(count):
        ring = rings[random.integers(0, len(rings))]
        first = random.integers(0, len(ring) - VERTICES)
        if number % (2 * ALONG) == 0:
            extents.append(shapely.LineString(ring[first : first + 4]))
            continue
        size = random.choice(SIZES_M)
        at = ring[first] + size * random.uniform(-0.5, 0.5, 2) / metres_per_degree(ring[first, 1])
        scale = size / np.array(metres_per_degree(at[1]))
        if number % 2 == 0:
            extents.append(shapely.LineString(at + scale * random.uniform(-0.5, 0.5, (VERTICES, 2))))
        else:
            angle = np.arange(VERTICES) * (2 * np.pi / VERTICES)
            radius = random.uniform(0.1, 0.5, VERTICES)
            extents.append(shapely.Polygon(at + scale * np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])))
    return extents


def compare(codes: list[str], shapes: np.ndarray, extents: list[shapely.Geometry], ours: list[dict]) -> dict:
    """The largest difference between our shares and those of GEOS."""
    tree = shapely.STRtree(shapes)
    worst, shared, disagree = 0.0, 0, 0
    for extent, row in zip(extents, ours, strict=True):
        east, north = metres_per_degree(np.float64(extent.centroid.y))
        scaled = shapely.transform(extent, lambda places, scale=(east, north): places * scale)
        box = shapely.box(*shapely.buffer(extent, 0.01 * max(np.ptp(np.array(extent.bounds).reshape(2, 2), axis=0))).bounds)
        measure = shapely.area if extent.geom_type == "Polygon" else shapely.length
        pieces = {}
        for i in tree.query(extent):
            # Cutting by the box first changes nothing and spares GEOS the whole county.
            near = shapely.transform(shapely.intersection(shapes[i], box), lambda places, scale=(east, north): places * scale)
            pieces[codes[i]] = float(measure(shapely.intersection(near, scaled)) / measure(scaled))
        # A line along a border lies in both counties; they share it.
        sum_of_all = max(1.0, sum(pieces.values()))
        theirs = {code: share / sum_of_all for code, share in pieces.items() if share > 1e-6}
        mine = dict(pair.split("=") for pair in row["shares"].split(";")) if row["shares"] else {}
        if not mine:
            # It lies in one county, or in none.
            whole = max(theirs.values(), default=0.0)
            disagree += int(WORST < whole < 1 - WORST) + int(whole >= 1 - WORST and row["county_code"] not in theirs)
            continue
        shared += 1
        for code in theirs.keys() | mine.keys():
            worst = max(worst, abs(float(mine.get(code, 0.0)) - theirs.get(code, 0.0)))
    return {"extents": len(ours), "shared": shared, "worst": round(worst, 6), "disagree": disagree}


if __name__ == "__main__":
    sys.exit(main())
