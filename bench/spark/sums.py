"""What a run is compared by: for each status and county the rows, and a sum over the hashes of all their columns.

The sum does not depend on the order of the rows. The hash of a row has its number and every column of its decision in it.
"""

from collections.abc import Iterable, Iterator

import polars as pl
import pyarrow as pa

KEYS = ["status", "county_code"]
SCHEMA = "status string, county_code string, rows long, low long, high long"


def of_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A few rows for each batch. Halves of the hashes are summed apart, so that no sum leaves 64 bits."""
    for batch in batches:
        rows = pl.from_arrow(batch)
        hashed = rows.select(KEYS).with_columns(hash=rows.hash_rows(42))
        low, high = pl.col("hash") & 0xFFFFFFFF, pl.col("hash") // (1 << 32)
        summed = hashed.group_by(KEYS).agg(rows=pl.len().cast(pl.Int64), low=low.cast(pl.Int64).sum(), high=high.cast(pl.Int64).sum())
        columns = [column.to_arrow().cast(pa.string() if column.name in KEYS else pa.int64()) for column in summed]
        yield pa.RecordBatch.from_arrays(columns, names=summed.columns)


def total(parts: Iterable[tuple[str, str | None, int, int, int]]) -> dict[tuple[str, str | None], tuple[int, int, int]]:
    """By status and county: rows, and the two sums."""
    found: dict[tuple[str, str | None], tuple[int, int, int]] = {}
    for status, county, *numbers in parts:
        before = found.get((status, county), (0, 0, 0))
        found[status, county] = tuple(a + b for a, b in zip(before, numbers, strict=True))
    return found


def checksum(sums: dict) -> str:
    """One word for all of it."""
    low, high = (sum(numbers[place] for numbers in sums.values()) for place in (1, 2))
    return f"{(low + (high << 32)) % (1 << 64):016x}"
