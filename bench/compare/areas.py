"""Polygons in a file of flat arrays, which both sides read, so that both get the same bits and nobody's repair comes between.

Four u64 (areas, parts, rings, vertices), three lists of u64 offsets (parts of an area, rings of a part, vertices of a ring; each
one longer than what it indexes), then longitude and latitude of every vertex as f64. All little-endian.
"""

from pathlib import Path

import numpy as np
import shapely


def write(path: Path, shapes: np.ndarray) -> None:
    """Writes polygons and multipolygons as areas."""
    # One true multipolygon makes shapely choose the deepest nesting for all.
    parts = [shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]) for shape in shapes]
    kind, vertices, offsets = shapely.to_ragged_array(np.array(parts), include_z=False)
    assert kind == shapely.GeometryType.MULTIPOLYGON
    rings, polygons, areas = (np.asarray(list_, dtype="<u8") for list_ in offsets)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.array([len(areas) - 1, len(polygons) - 1, len(rings) - 1, len(vertices)], dtype="<u8").tofile(file)
        for list_ in (areas, polygons, rings):
            list_.tofile(file)
        np.ascontiguousarray(vertices, dtype="<f8").tofile(file)
    partial.rename(path)


def arrays(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Vertices, then the offsets of rings, parts and areas."""
    data = np.fromfile(path, dtype="<u8")
    n_areas, n_parts, n_rings, n_vertices = (int(n) for n in data[:4])
    lists, at = [], 4
    for length in (n_areas + 1, n_parts + 1, n_rings + 1):
        lists.append(data[at : at + length])
        at += length
    vertices = data[at : at + 2 * n_vertices].view("<f8").reshape(-1, 2)
    return vertices, lists[2], lists[1], lists[0]


def read(path: Path) -> np.ndarray:
    """The areas as Shapely's multipolygons; one of a single part as a polygon, which is quicker for every peer on GEOS."""
    vertices, rings, parts, areas = arrays(path)
    offsets = tuple(list_.astype(np.int64) for list_ in (rings, parts, areas))
    shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, np.array(vertices), offsets)
    single = np.diff(offsets[2]) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes
