"""Are the answers equal? Every point is compared; what may differ, and why, is said and counted."""

from pathlib import Path

import numpy as np
import pyproj
import shapely

from . import areas, inputs

NONE = 0xFFFF_FFFF
# Two outfalls whose distances differ by less are equally near; the chord that peers compare cannot tell them apart.
EQUALLY_NEAR_M = 1e-3


def read(path: Path) -> np.ndarray:
    return np.fromfile(path, dtype="<u4")


def locate(ours: Path, theirs: Path, polygons: Path, points: Path) -> dict:
    """Points on a border of several belong to any of them; all others must agree."""
    a, b, lon, lat = _both(ours, theirs, points)
    rows = np.flatnonzero(a != b)
    if len(rows) == 0:
        return _said(len(b), rows, rows, a, b, lon, lat)
    shapes = areas.read(polygons)

    def claimed(answers: np.ndarray) -> np.ndarray:
        known = answers < len(shapes)
        return known & shapely.intersects_xy(shapes[np.where(known, answers, 0)], lon[rows], lat[rows])

    allowed = claimed(a[rows]) & claimed(b[rows])
    return _said(len(b), rows[allowed], rows[~allowed], a, b, lon, lat)


def nearest(ours: Path, theirs: Path, outfalls: Path, points: Path, radius_m: float) -> dict:
    """Equally near ones are equal, and one at the radius may be in or out."""
    a, b, lon, lat = _both(ours, theirs, points)
    rows = np.flatnonzero(a != b)
    outfall_lon, outfall_lat = inputs.read_points(outfalls)

    def metres(answers: np.ndarray) -> np.ndarray:
        known = answers != NONE
        at = np.where(known, answers, 0)
        _, _, distance = pyproj.Geod(ellps="WGS84").inv(lon[rows], lat[rows], outfall_lon[at], outfall_lat[at])
        return np.where(known, distance, radius_m)

    allowed = np.abs(metres(a[rows]) - metres(b[rows])) < EQUALLY_NEAR_M
    return _said(len(b), rows[allowed], rows[~allowed], a, b, lon, lat)


def _both(ours: Path, theirs: Path, points: Path):
    b = read(theirs)
    # A slow peer answers the first so many points only.
    return read(ours)[: len(b)], b, *inputs.read_points(points, len(b))


def _said(compared: int, allowed, wrong, a, b, lon, lat) -> dict:
    examples = [f"({lon[i]!r}, {lat[i]!r}): ours {a[i]}, theirs {b[i]}" for i in wrong[:5].tolist()]
    return {"compared": compared, "ties": len(allowed), "different": len(wrong), "examples": examples}
