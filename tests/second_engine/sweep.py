"""Holds `bailiwick assign` against GEOS (by shapely) on a million seeded points over Jilin and a band around it.

usage: sweep.py BAILIWICK COUNTIES WORKDIR [POINTS]

Uniform points find holes and double owners anywhere; points around border vertices find them where they would be; exact
vertices must be claimed by every county that has them. Prints one line of JSON with the counts; exits 1 at any difference.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely

SEED = 20200619
BAND_DEG = 0.3
# Shares of the points: anywhere, around border vertices, exactly on vertices.
SHARES = (0.6, 0.37, 0.03)
# Spread around a vertex: about 300 m.
JITTER_DEG = 0.003


def main() -> int:
    """Runs the sweep."""
    bailiwick, counties_path, workdir = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 1_000_000
    # The counties alone: overlays and registries take clues from them.
    config = Path(workdir) / "bailiwick.toml"
    config.write_text(f'[[jurisdictions]]\npath = "{counties_path}"\nlevel = "county"\n', encoding="utf-8")
    codes, shapes = read_counties(Path(counties_path))
    points = make_points(shapes, count)
    clues, result = Path(workdir) / "sweep.csv", Path(workdir) / "sweep-result.csv"
    write_points(clues, points)
    subprocess.run([bailiwick, "assign", clues, "-c", config, "--crs", "EPSG:4490", "-o", result], check=True)
    differences, counts = compare(codes, shapes, points, result)
    print(json.dumps(counts))
    for difference in differences[:20]:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


def read_counties(path: Path) -> tuple[list[str], np.ndarray]:
    """Codes and polygons, in code order."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    features.sort(key=lambda feature: feature["properties"]["code"])
    codes = [feature["properties"]["code"] for feature in features]
    return codes, np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])


def make_points(shapes: np.ndarray, count: int) -> np.ndarray:
    """`count` positions as rows of longitude and latitude."""
    random = np.random.default_rng(SEED)
    vertices = shapely.get_coordinates(shapes)
    (west, south), (east, north) = vertices.min(axis=0) - BAND_DEG, vertices.max(axis=0) + BAND_DEG
    anywhere, around, exact = (int(share * count) for share in SHARES)
    uniform = random.uniform((west, south), (east, north), size=(count - around - exact, 2))
    near = random.choice(vertices, around) + random.normal(0, JITTER_DEG, size=(around, 2))
    points = np.vstack([uniform, near, random.choice(vertices, exact)])
    assert len(points) == count and anywhere <= len(uniform)
    return random.permutation(points)


def write_points(path: Path, points: np.ndarray) -> None:
    """A CSV whose numbers read back as they are."""
    with path.open("w", encoding="ascii") as file:
        file.write("lon,lat\n")
        file.writelines(f"{x!r},{y!r}\n" for x, y in points.tolist())


def compare(codes: list[str], shapes: np.ndarray, points: np.ndarray, result: Path) -> tuple[list[str], dict]:
    """Differences in words, and counts of what was compared."""
    for shape in shapes:
        shapely.prepare(shape)
    claimants: list[list[str]] = [[] for _ in points]
    on_boundary = np.zeros(len(points), dtype=bool)
    geometries = shapely.points(points)
    tree = shapely.STRtree(geometries)
    for code, shape in zip(codes, shapes, strict=True):
        inside = set(tree.query(shape, predicate="contains_properly").tolist())
        for index in np.sort(tree.query(shape, predicate="intersects")).tolist():
            claimants[index].append(code)
            on_boundary[index] |= index not in inside
    differences = []
    statuses: dict[str, int] = {}
    with result.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        read = 0
        for index, row in enumerate(rows):
            read += 1
            expected = ";".join(claimants[index])
            status = {0: "outside", 1: "assigned"}.get(len(claimants[index]), "escalated")
            if row["candidates"] != expected or row["status"] != status or (row["on_boundary"].lower() == "true") != bool(on_boundary[index]):
                found = f"{row['status']} {row['candidates']} on_boundary={row['on_boundary']}"
                differences.append(f"{points[index].tolist()}: GEOS {status} {expected} on_boundary={on_boundary[index]}, bailiwick {found}")
            statuses[row["status"]] = statuses.get(row["status"], 0) + 1
    if read != len(points):
        differences.append(f"{len(points)} rows in, {read} rows out")
    # A point in several counties that lies on no boundary would be a double owner, which a coverage does not have.
    doubles = sum(1 for index, owners in enumerate(claimants) if len(owners) > 1 and not on_boundary[index])
    if doubles:
        differences.append(f"{doubles} points have two owners inside")
    counts = {"points": len(points), "differences": len(differences), "on_boundary": int(on_boundary.sum()), "double_owners": doubles, **statuses}
    return differences, counts


if __name__ == "__main__":
    sys.exit(main())
