"""Holds `bailiwick diff` against GEOS (by shapely): the ground of every pair, the totals, and the pieces that were written.

usage: diff.py BAILIWICK OLD NEW WORKDIR

Both cut the same polygons, by different algorithms and on different grids: i_overlay rounds to a grid of half a millimetre, GEOS
does not. So areas may differ by rounding along borders, which `tolerance_km2` allows for, and by nothing else. Areas are taken
on PROJ's equal-area cylinder, edges cut short first, because they are straight in degrees. Prints one line of JSON; exits 1 at any difference.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer

# Longest edge before a polygon goes to the cylinder, degrees: what the bend of an edge leaves out is then below a square metre a county.
EDGE_DEG = 0.001
# A tolerance of 20 m² (a strip of two millimetres along ten kilometres), and 1e-8 of the area, for the two ways to measure it.
FLOOR_KM2 = 2e-5
SHARE = 1e-8

CYLINDER = Transformer.from_crs("EPSG:4326", "+proj=cea +lat_ts=43.5 +lon_0=126 +ellps=WGS84", always_xy=True)


def main() -> int:
    """Compares everything that can be compared."""
    bailiwick, old_path, new_path, workdir = sys.argv[1:5]
    package = Path(workdir) / "diff.gpkg"
    command = [bailiwick, "diff", old_path, new_path, "--json", "-o", package]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    old, new = read(old_path), read(new_path)
    expected = ground(old, new)
    differences: list[str] = []
    largest = 0.0
    for level, bodies in (("county", lambda code, _: code), ("prefecture", lambda _, parent: parent)):
        told = next(entry for entry in found["levels"] if entry["level"] == level)
        pairs: dict[tuple, float] = {}
        for (one, other), area in expected.items():
            ends = (one and bodies(one, old[one][0]), other and bodies(other, new[other][0]))
            if ends[0] != ends[1]:
                pairs[ends] = pairs.get(ends, 0.0) + area
        moves = {(code(move["old"]), code(move["new"])): move["area_km2"] for move in told["moves"]}
        for pair in sorted(pairs.keys() | moves.keys(), key=str):
            theirs, ours = pairs.get(pair, 0.0), moves.get(pair, 0.0)
            largest = max(largest, abs(theirs - ours))
            if abs(theirs - ours) > FLOOR_KM2 + SHARE * theirs:
                differences.append(f"{level} {pair}: GEOS {theirs:.9f} km², bailiwick {ours:.9f} km²")
        for key, counts in (("moved_km2", lambda a, b: a and b), ("to_nobody_km2", lambda _, b: not b), ("from_nobody_km2", lambda a, _: not a)):
            total = sum(area for (a, b), area in pairs.items() if counts(a, b))
            if abs(total - told[key]) > len(pairs) * FLOOR_KM2:
                differences.append(f"{level} {key}: GEOS {total:.6f}, bailiwick {told[key]:.6f}")
    differences += pieces(package, old, new, found)
    county, prefecture = found["levels"]
    counts = {
        "pairs": len(county["moves"]),
        "differences": len(differences),
        "county_km2": county["moved_km2"],
        "prefecture_km2": prefecture["moved_km2"],
        "largest_difference_m2": largest * 1e6,
    }
    print(json.dumps(counts))
    for difference in differences[:20]:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


def read(path: str) -> dict[str, tuple[str, shapely.Geometry]]:
    """Parent and polygons by code."""
    features = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    return {f["properties"]["code"]: (f["properties"]["parent"], shapely.geometry.shape(f["geometry"])) for f in features}


def ground(old: dict, new: dict) -> dict[tuple, float]:
    """Square kilometres by old and new code; None is nobody."""
    areas: dict[tuple, float] = {}
    shapes = [shape for _, shape in new.values()]
    codes, tree = list(new), shapely.STRtree(shapes)
    for one, (_, shape) in old.items():
        for index in tree.query(shape, predicate="intersects").tolist():
            areas[one, codes[index]] = square_kilometres(shapely.intersection(shape, shapes[index]))
    whole_old, whole_new = (shapely.union_all([shape for _, shape in side.values()]) for side in (old, new))
    for one, (_, shape) in old.items():
        areas[one, None] = square_kilometres(shapely.difference(shape, whole_new))
    for other, (_, shape) in new.items():
        areas[None, other] = square_kilometres(shapely.difference(shape, whole_old))
    return {ends: area for ends, area in areas.items() if area > 0}


def square_kilometres(shape: shapely.Geometry) -> float:
    """Area on the ellipsoid, edges straight in degrees."""
    if shape.is_empty:
        return 0.0
    on_cylinder = shapely.transform(shapely.segmentize(shape, EDGE_DEG), lambda at: np.column_stack(CYLINDER.transform(at[:, 0], at[:, 1])))
    return float(shapely.area(on_cylinder)) / 1e6


def pieces(package: Path, old: dict, new: dict, found: dict) -> list[str]:
    """What is wrong with the pieces in the GeoPackage: each is valid, has the area it says, and lies where it says."""
    differences = []
    meta, _, shapes, columns = pyogrio.raw.read(package, layer="moved_county")
    columns = dict(zip(meta["fields"], columns, strict=True))
    shapes = shapely.from_wkb(shapes)
    invalid = int((~shapely.is_valid(shapes)).sum())
    if invalid:
        differences.append(f"{invalid} pieces are not valid polygons")
    told = {(code(move["old"]), code(move["new"])): move for move in found["levels"][0]["moves"]}
    sums: dict[tuple, float] = {}
    for index, shape in enumerate(shapes):
        ends = (columns["old_code"][index], columns["new_code"][index])
        sums[ends] = sums.get(ends, 0.0) + columns["area_km2"][index]
        if abs(square_kilometres(shape) - columns["area_km2"][index]) > FLOOR_KM2:
            differences.append(f"piece {index + 1} of {ends} is not as large as it says")
    if sums.keys() != told.keys():
        differences.append(f"pieces of {len(sums)} pairs, {len(told)} pairs told")
    for ends, move in told.items():
        if abs(sums.get(ends, 0.0) - move["area_km2"]) > 1e-9:
            differences.append(f"the pieces of {ends} do not add up")
        at = shapely.Point(move["at"])
        for body, side in ((ends[0], old), (ends[1], new)):
            holders = [other for other, (_, shape) in side.items() if shape.intersects(at)]
            if holders != ([body] if body else []):
                differences.append(f"{move['at']} of {ends} lies in {holders}")
    return differences


def code(body: dict | None) -> str | None:
    """The code of a body; None is nobody."""
    return body and body["code"]


if __name__ == "__main__":
    sys.exit(main())
