"""Holds the gaps and overlaps that `bailiwick check` finds against GEOS (by shapely).

usage: coverage.py BAILIWICK BOUNDARIES WORKDIR

BOUNDARIES has a folder for each set of Jilin. Each set is checked as it is, then with vertices of single counties moved by some metres,
so that borders that were one line are two; then the counties of one set under the prefectures of another, which were drawn at another
scale. Prints one line of JSON with the areas; exits 1 where the engines differ.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyproj
import shapely

SEED = 2260
SETS = ("current", "before-2020", "tianditu")
# Counties whose vertices are moved, vertices of each, and how far, in degrees: some 30 m.
COUNTIES, VERTICES, MOVE_DEG = 20, 25, 3e-4
# Areas agree to a thousandth, or to a square metre where there are none.
RELATIVE, ABSOLUTE_M2 = 1e-3, 1.0
# Cuts an edge into pieces of some hundred metres.
EDGE_DEG = 0.002

GEOD = pyproj.Geod(ellps="GRS80")


def main() -> int:
    """Runs the comparison."""
    bailiwick, boundaries, workdir = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    differences, counts = [], {}
    for name in SETS:
        rows, shapes = read(boundaries / name / "county.geojson")
        for state in ("as it is", "damaged"):
            if state == "damaged":
                shapes = damaged(shapes)
            write(workdir / "county.geojson", rows, shapes)
            faults = check(bailiwick, workdir, {"county": workdir / "county.geojson"})
            found = {detail: sum(fault["area_m2"] for fault in faults if fault["detail"] == detail) for detail in ("uncovered", "shared")}
            expected = {"uncovered": area(holes(shapes)), "shared": area(shared(shapes))}
            counts[f"{name}, {state}"] = {"found": found, "geos": expected, "faults": len(faults)}
    rows, shapes = read(boundaries / "tianditu" / "county.geojson")
    superiors = {row["code"]: shape for row, shape in zip(*read(boundaries / "current" / "prefecture.geojson"), strict=True)}
    paths = {"county": boundaries / "tianditu" / "county.geojson", "prefecture": boundaries / "current" / "prefecture.geojson"}
    faults = check(bailiwick, workdir, paths)
    found = {fault["codes"][0]: fault["area_m2"] for fault in faults if fault["detail"] == "outside_parent"}
    expected = {row["code"]: area(polygons(shape.difference(superiors[row["parent"]]))) for row, shape in zip(rows, shapes, strict=True)}
    found_m2, expected_m2 = ({"outside_parent": sum(areas.values())} for areas in (found, expected))
    counts["tianditu under current"] = {"found": found_m2, "geos": expected_m2, "faults": len(faults)}
    differences += [f"{code}: GEOS {expected[code]}, bailiwick {found.get(code, 0.0)}" for code in expected if differ(found.get(code, 0.0), expected[code])]
    for name, count in counts.items():
        differences += [f"{name}, {detail}: {count}" for detail in count["geos"] if differ(count["found"][detail], count["geos"][detail])]
    print(json.dumps(counts))
    for difference in differences[:20]:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


def differ(one: float, other: float) -> bool:
    """Whether two areas are not the same but for rounding."""
    return abs(one - other) > max(ABSOLUTE_M2, RELATIVE * max(one, other))


def read(path: Path) -> tuple[list[dict], np.ndarray]:
    """Properties and shapes."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in features], np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])


def write(path: Path, rows: list[dict], shapes: np.ndarray) -> None:
    """A GeoJSON with every digit."""
    features = [{"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(shape)} for row, shape in zip(rows, shapes, strict=True)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")


def check(bailiwick: str, workdir: Path, paths: dict[str, Path]) -> list[dict]:
    """The faults of the boundaries."""
    tables = [f"[[jurisdictions]]\npath = {json.dumps(str(path.resolve()))}\nlevel = {json.dumps(level)}\n" for level, path in paths.items()]
    config = workdir / "bailiwick.toml"
    config.write_text("\n".join(tables), encoding="utf-8")
    done = subprocess.run([bailiwick, "check", "-c", config, "--json"], capture_output=True, check=False, text=True)
    return json.loads(done.stdout)["generations"][0]["faults"]


def damaged(shapes: np.ndarray) -> np.ndarray:
    """Moves vertices of some counties, and not of their neighbours, where the county stays valid."""
    random = np.random.default_rng(SEED)
    result = shapes.copy()
    for index in random.choice(len(shapes), COUNTIES, replace=False):
        for _ in range(VERTICES):
            points = shapely.get_coordinates(result[index])
            place = points[random.integers(len(points))]
            moved = place + random.normal(0, MOVE_DEG, 2)
            changed = shapely.set_coordinates(shapely.geometry.shape(result[index]), np.where((points == place).all(axis=1, keepdims=True), moved, points))
            if changed.is_valid:
                result[index] = changed
    return result


def holes(shapes: np.ndarray) -> list[shapely.Polygon]:
    """Ground without a county that counties enclose."""
    return [shapely.Polygon(ring) for part in polygons(shapely.union_all(shapes)) for ring in part.interiors]


def shared(shapes: np.ndarray) -> list[shapely.Polygon]:
    """Ground that several counties have."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = shapely.intersection(shapes[first[first < second]], shapes[second[first < second]])
    return polygons(shapely.union_all([part for pair in pairs for part in polygons(pair)]))


def polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """The parts of a shape that have area."""
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def area(parts: list[shapely.Polygon]) -> float:
    """Square metres on the ellipsoid. Edges are straight in degrees, so they are cut into geodesics too short to differ."""
    return sum(abs(GEOD.geometry_area_perimeter(shapely.geometry.polygon.orient(shapely.segmentize(part, EDGE_DEG)))[0]) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
