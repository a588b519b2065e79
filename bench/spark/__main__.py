"""`python -m spark [ROWS]`: decides so many rows with Spark and with one engine, and compares them.

All rows by the counts and checksums of every status and county, the first ones (at most a million) row by row.
Exits with 1 where anything differs. What was measured is one line of JSON at the end.
"""

import argparse
import datetime
import json
import sys
import tempfile
import time
from pathlib import Path

import bailiwick
import pyarrow as pa

from compare.places import JILIN

from . import cluster, rows, sums

OPTIONS = {"crs": "EPSG:4490", "columns": {"lon": "lon", "lat": "lat"}}
CHUNK_ROWS = 1 << 18
ROW_BY_ROW = 1_000_000
PARTITION_ROWS = 2_000_000


def decided_here(engine: bailiwick.Engine, count: int):
    """One engine, in chunks: nothing is stored here either."""
    chunks = (rows.here(first, min(CHUNK_ROWS, count - first)) for first in range(0, count, CHUNK_ROWS))
    return engine.assign_batches(chunks, **OPTIONS)


def decided_by_spark(session, count: int, executors: int):
    from bailiwick import spark

    partitions = max(2 * executors, count // PARTITION_ROWS)
    return spark.assign(rows.by_spark(session, count, partitions), cluster.CONFIG, **OPTIONS)


def timed(work):
    started = time.monotonic()
    result = work()
    return result, time.monotonic() - started


def summed_by_spark(session, count: int, executors: int) -> dict:
    decided = decided_by_spark(session, count, executors)
    parts = decided.mapInArrow(sums.of_batches, sums.SCHEMA).groupBy("status", "county_code").sum("rows", "low", "high").collect()
    return sums.total(tuple(part) for part in parts)


def summed_here(engine: bailiwick.Engine, count: int) -> dict:
    parts = pa.Table.from_batches(sums.of_batches(decided_here(engine, count)))
    return sums.total(tuple(part.values()) for part in parts.to_pylist())


def first_difference(ours: pa.Table, theirs: pa.Table) -> str | None:
    """Row by row, column by column; what is the same has no word."""
    theirs = theirs.sort_by("id").select(ours.column_names).cast(ours.schema.remove_metadata())
    if len(ours) != len(theirs):
        return f"{len(ours)} rows here and {len(theirs)} from Spark"
    for name in ours.column_names:
        if not ours[name].combine_chunks().equals(theirs[name].combine_chunks()):
            pairs = zip(ours["id"].to_pylist(), ours[name].to_pylist(), theirs[name].to_pylist(), strict=True)
            return next(f"row {row}, {name}: {one!r} here, {other!r} from Spark" for row, one, other in pairs if one != other)
    return None


def awkward(session) -> None:
    """Few rows, more partitions than rows, places that are none, a column of the decision's name, a time of day, and words of its own."""
    from bailiwick import spark
    from pyspark.errors import PythonException

    words = "`编号` string, `X坐标` double, `Y坐标` double, status string, `发现时间` timestamp"
    found = datetime.datetime(2019, 5, 1, 9, 30)
    clues = [("1", 125.32, 43.88, "新", found), ("2", None, 43.88, None, found), ("3", 43.88, 125.32, "新", None), ("4", 0.0, 0.0, "旧", found)]
    options = {"crs": "EPSG:4490", "columns": {"lon": "X坐标", "lat": "Y坐标", "occurred": "发现时间"}}
    frame = session.createDataFrame(clues, words).repartition(7)
    decided = spark.assign(frame, cluster.CONFIG, lang="en", **options)
    assert decided.columns[:5] == ["编号", "X坐标", "Y坐标", "status_in", "发现时间"]
    assert decided.schema["status"].metadata["bailiwick"]["sample"] is True
    theirs = decided.toArrow().sort_by("编号")
    here = bailiwick.Engine(JILIN / "bailiwick.toml", lang="en").assign(frame.toArrow().sort_by("编号"), dictionaries=False, **options)
    assert theirs.to_pylist() == here.to_pylist(), (theirs.to_pylist(), here.to_pylist())
    try:
        spark.assign(frame, cluster.CONFIG, lang="en", columns=options["columns"]).collect()
    except PythonException as error:
        assert "coordinate system" in str(error), error
    else:
        raise AssertionError("rows whose coordinate system nobody says were taken")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=100_000_000)
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--batch-rows", type=int, default=1 << 16, help="spark.sql.execution.arrow.maxRecordsPerBatch")
    parser.add_argument("--only-decide", action="store_true", help="the time that deciding takes, without sums and comparison")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bailiwick-spark-") as folder:
        shipped = cluster.archive(Path(folder))
        with cluster.session(options.executors, shipped, batch_rows=options.batch_rows) as session:
            awkward(session)
            # The first job starts the workers, which open their engines.
            count = min(options.rows, ROW_BY_ROW)
            by_spark, first_s = timed(lambda: decided_by_spark(session, count, options.executors).toArrow())
            print(f"Spark {session.version}: {count:,} rows to the driver in {first_s:.1f} s", flush=True)
            if options.only_decide:
                decided = decided_by_spark(session, options.rows, options.executors)
                _, spark_s = timed(lambda: decided.write.format("noop").mode("overwrite").save())
            else:
                spark_sums, spark_s = timed(lambda: summed_by_spark(session, options.rows, options.executors))
    measured = {"rows": options.rows, "executors": options.executors, "batch_rows": options.batch_rows, "spark_s": round(spark_s, 1)}
    print(f"{options.rows:,} rows on {options.executors} executors in {spark_s:.1f} s: {options.rows / spark_s:,.0f} rows/s", flush=True)
    if options.only_decide:
        print(json.dumps(measured))
        return 0

    engine = bailiwick.Engine(JILIN / "bailiwick.toml")
    here = pa.Table.from_batches(decided_here(engine, count))
    different = first_difference(here, by_spark)
    print(f"{count:,} rows row by row, {len(here.column_names)} columns: {different or 'equal'}", flush=True)
    our_sums, here_s = timed(lambda: summed_here(engine, options.rows))
    print(f"{options.rows:,} rows with one engine in {here_s:.1f} s: {options.rows / here_s:,.0f} rows/s", flush=True)
    equal = our_sums == spark_sums and sum(rows for rows, _, _ in our_sums.values()) == options.rows
    checksums = f"checksums {sums.checksum(spark_sums)} {sums.checksum(our_sums)}"
    print(f"{len(our_sums)} groups of status and county: {'equal' if equal else 'DIFFERENT'}; {checksums}")
    for status in sorted({status for status, _ in spark_sums}):
        print(f"  {status:<10} {sum(numbers[0] for key, numbers in spark_sums.items() if key[0] == status):>12,}")
    print(json.dumps({**measured, "here_s": round(here_s, 1), "checksum": sums.checksum(spark_sums), "equal": equal and different is None}))
    return 0 if equal and different is None else 1


if __name__ == "__main__":
    sys.exit(main())
