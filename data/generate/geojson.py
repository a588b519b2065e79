"""GeoJSON as RFC 7946 wants it, one feature per line, the same bytes every time.

Coordinates are written from integer micro-degrees, so equal vertices give equal text and no float is ever printed.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

MICRODEG_PER_DEG = 1_000_000


def write(path: Path, name: str, features: list[tuple[dict[str, Any], BaseGeometry]], **about: Any) -> None:
    """Write features; `about` becomes foreign members of the collection."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"type": "FeatureCollection", "name": name, **about}, ensure_ascii=False)[:-1]
    lines = [
        f'{{"type":"Feature","properties":{json.dumps(properties, ensure_ascii=False, separators=(",", ":"))},'
        f'"geometry":{geometry_text(geometry)}}}'
        for properties, geometry in features
    ]
    path.write_text(f'{head}, "features": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def read(path: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """The features of a file that `write` wrote."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    return [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in collection["features"]]


def geometry_text(geometry: BaseGeometry) -> str:
    """A geometry object; polygons must be canonical already (see `canonical`)."""
    match geometry:
        case Point():
            return f'{{"type":"Point","coordinates":{_positions(geometry)[1:-1]}}}'
        case LineString():
            return f'{{"type":"LineString","coordinates":{_positions(geometry)}}}'
        case MultiLineString():
            return f'{{"type":"MultiLineString","coordinates":[{",".join(map(_positions, geometry.geoms))}]}}'
        case Polygon():
            return f'{{"type":"Polygon","coordinates":{_rings(geometry)}}}'
        case MultiPolygon():
            return f'{{"type":"MultiPolygon","coordinates":[{",".join(map(_rings, geometry.geoms))}]}}'
    raise TypeError(f"no GeoJSON for {geometry.geom_type}")


def canonical(geometry: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    """The same polygon with one spelling.

    Exteriors counter-clockwise, interiors clockwise (RFC 7946, 3.1.6), each ring from its smallest vertex, parts and
    interiors in the order of that vertex. GEOS may start a ring anywhere; the bytes must not depend on it.
    """
    parts = sorted((_canonical_part(part) for part in shapely.get_parts(geometry)), key=lambda p: p.exterior.coords[0])
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _canonical_part(part: Polygon) -> Polygon:
    interiors = sorted((_turned(ring, ccw=False) for ring in part.interiors), key=lambda ring: tuple(ring[0]))
    return Polygon(_turned(part.exterior, ccw=True), interiors)


def _turned(ring: BaseGeometry, *, ccw: bool) -> np.ndarray:
    corners = shapely.get_coordinates(ring)[:-1]
    if shapely.is_ccw(ring) != ccw:
        corners = corners[::-1]
    start = int(np.lexsort((corners[:, 1], corners[:, 0]))[0])
    corners = np.roll(corners, -start, axis=0)
    return np.vstack([corners, corners[:1]])


def _rings(polygon: Polygon) -> str:
    return "[" + ",".join(_positions(ring) for ring in (polygon.exterior, *polygon.interiors)) + "]"


def _positions(line: BaseGeometry) -> str:
    micro = np.rint(shapely.get_coordinates(line) * MICRODEG_PER_DEG).astype(np.int64)
    return "[" + ",".join(f"[{_degrees(int(x))},{_degrees(int(y))}]" for x, y in micro) + "]"


def _degrees(microdeg: int) -> str:
    whole, fraction = divmod(abs(microdeg), MICRODEG_PER_DEG)
    digits = f"{fraction:06d}".rstrip("0")
    return f"{'-' if microdeg < 0 else ''}{whole}" + (f".{digits}" if digits else "")
