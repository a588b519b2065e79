"""Rows that nobody stores: row `id` is made from its number alone, by Spark in SQL and here in columns, to the same bits.

Spark's `xxhash64` of a whole number is XXH64 of its eight bytes; in columns that is a dozen operations. From its two halves come
the place, from the hash of the hash everything else. Places lie between the province's west and east at their latitude, so that few are
outside; the rows are sample data.
"""

import datetime
import functools
import json

import numpy as np
import pyarrow as pa

from compare.places import JILIN

CLASSES = ["饮用水水源地污染", "入河排污口非法排污", "自动监控数据造假", "危险废物非法排放倾倒处置", "其他"]
ACCURACIES = [3.0, 10.0, 100.0, 500.0]
FIRST_DAY = datetime.date(2019, 1, 1)
DAYS = 2557  # 2019 to 2025
FILED_WITHIN = 8
STRIPES = 54  # of latitude, a tenth of a degree each


@functools.cache
def stripes() -> tuple[float, float, np.ndarray, np.ndarray]:
    """South and height of a stripe, and each one's west and width."""
    province = json.loads((JILIN / "boundaries/current/province.geojson").read_text(encoding="utf-8"))
    geometry = province["features"][0]["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    outline = np.array([vertex[:2] for polygon in polygons for vertex in polygon[0]])
    south, north = outline[:, 1].min(), outline[:, 1].max()
    height = float(north - south) / STRIPES
    stripe = np.minimum(((outline[:, 1] - south) / height).astype(int), STRIPES - 1)
    west, east = np.full(STRIPES, np.inf), np.full(STRIPES, -np.inf)
    np.minimum.at(west, stripe, outline[:, 0])
    np.maximum.at(east, stripe, outline[:, 0])
    return float(south), height, west, east - west


def by_spark(session, rows: int, partitions: int):
    """The rows as a data frame: id, lon, lat, accuracy_m, class, occurred, filed."""
    from pyspark.sql import functions as f

    south, height, west, width = stripes()
    numbers = session.range(0, rows, 1, partitions)
    hashed = numbers.select("id", f.xxhash64("id").alias("place")).select("*", f.xxhash64("place").alias("rest"))

    def bits(column: str, shift: int, width: int):
        return f.shiftrightunsigned(column, shift).bitwiseAND((1 << width) - 1)

    def one_of(values, column: str, shift: int):
        literals = f.array(*[f.lit(value) for value in values])
        return f.element_at(literals, (f.floor(bits(column, shift, 16) * len(values) / (1 << 16)) + 1).cast("int"))

    up = bits("place", 0, 32) / f.lit(2.0**32) * STRIPES
    return (
        hashed.select("*", up.alias("up"), (f.floor(up) + 1).cast("int").alias("stripe"))
        .select(
            "id",
            (
                f.element_at(f.lit([float(x) for x in west]), f.col("stripe"))
                + bits("place", 32, 32) / f.lit(2.0**32) * f.element_at(f.lit([float(x) for x in width]), f.col("stripe"))
            ).alias("lon"),
            (f.col("up") * height + south).alias("lat"),
            one_of(ACCURACIES, "rest", 0).alias("accuracy_m"),
            one_of(CLASSES, "rest", 16).alias("class"),
            f.date_add(f.lit(FIRST_DAY), f.floor(bits("rest", 32, 16) * DAYS / (1 << 16)).cast("int")).alias("occurred"),
            bits("rest", 48, 16).alias("wait"),
        )
        .select(
            "id", "lon", "lat", "accuracy_m", "class", "occurred", f.date_add("occurred", (f.col("wait") % FILED_WITHIN).cast("int")).alias("filed")
        )
    )


def here(first: int, count: int) -> pa.RecordBatch:
    """The same rows, in columns."""
    ids = np.arange(first, first + count, dtype=np.int64)
    place = _xxhash64(ids.view(np.uint64))
    rest = _xxhash64(place)
    south, height, west, width = stripes()
    up = (place & np.uint64(0xFFFFFFFF)).astype(np.float64) / 2.0**32 * STRIPES
    stripe = up.astype(np.int64)
    occurred = _part(rest, 32, DAYS) + (FIRST_DAY - datetime.date(1970, 1, 1)).days
    filed = occurred + ((rest >> np.uint64(48)) % np.uint64(FILED_WITHIN)).astype(np.int64)
    columns = {
        "id": pa.array(ids),
        "lon": pa.array(west[stripe] + (place >> np.uint64(32)).astype(np.float64) / 2.0**32 * width[stripe]),
        "lat": pa.array(up * height + south),
        "accuracy_m": pa.array(np.array(ACCURACIES)[_part(rest, 0, len(ACCURACIES))]),
        "class": pa.DictionaryArray.from_arrays(pa.array(_part(rest, 16, len(CLASSES)), pa.int32()), CLASSES).cast(pa.string()),
        "occurred": pa.array(occurred.astype(np.int32)).cast(pa.date32()),
        "filed": pa.array(filed.astype(np.int32)).cast(pa.date32()),
    }
    return pa.RecordBatch.from_pydict(columns)


def _part(bits: np.ndarray, shift: int, count: int) -> np.ndarray:
    """Sixteen bits as one of `count` numbers."""
    return (((bits >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.int64) * count) >> 16


def _xxhash64(numbers: np.ndarray) -> np.ndarray:
    """XXH64 of eight bytes with Spark's seed, 42 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md)."""
    prime = [np.uint64(p) for p in (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)]

    def turned(value: np.ndarray, left: int) -> np.ndarray:
        return (value << np.uint64(left)) | (value >> np.uint64(64 - left))

    value = (np.uint64(42 + 8) + prime[4]) ^ (turned(numbers * prime[1], 31) * prime[0])
    value = turned(value, 27) * prime[0] + prime[3]
    value = (value ^ (value >> np.uint64(33))) * prime[1]
    value = (value ^ (value >> np.uint64(29))) * prime[2]
    return value ^ (value >> np.uint64(32))
