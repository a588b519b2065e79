"""Past one machine: the executors of Apache Spark decide the rows of a data frame, each with an engine of its own.

>>> from bailiwick import spark as on_spark
>>> session.sparkContext.addArchive("jilin.zip#jilin")              # bailiwick.toml, what it names, and the snapshot
>>> decided = on_spark.assign(clues, "jilin/bailiwick.toml", crs="EPSG:4490")
>>> decided.groupBy("status").count().show()

docs/spark.md says how a cluster is made ready. PySpark 4 is needed, which the wheel does not bring.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from . import Engine

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

__all__ = ["assign"]


def assign(clues: DataFrame, config: str, *, lang: Literal["zh", "en"] = "zh", **options: Any) -> DataFrame:
    """Decide every row of a data frame: the answers of ``Engine.assign`` on the same rows, one row out for each in.

    ``config``: the bailiwick.toml as executors find it. An absolute path is one that all machines have, the driver too;
    another is looked for below what ``SparkContext.addArchive`` (``--archives``) or ``addFile`` has brought.
    ``lang`` is that of ``Engine``, ``options`` are those of ``Engine.assign_batches``: ``crs``, ``accuracy``, …
    Say ``crs``, and ``columns`` where names are not the usual ones: what is not said is settled by the first rows,
    and here those are the first of each partition.

    Returns the frame's own columns, then the decision's. Nothing runs before somebody asks for rows. Whether the data
    is a sample stands in ``decided.schema["status"].metadata["bailiwick"]``: Spark has no metadata of a whole table.

    Raises as ``Engine`` and ``Engine.assign_batches``; what goes wrong on an executor is PySpark's ``PythonException``
    with the same sentence.

    Each Python worker opens one engine and keeps it for later tasks (``spark.python.worker.reuse``, the default).
    """

    def decide(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from _engine(config, lang).assign_batches(batches, **options)

    nothing = clues.limit(0).toArrow()
    decided = _engine(config, lang).assign_batches(nothing.to_reader(), **options).schema
    return clues.mapInArrow(decide, _schema(clues.schema, decided))


@functools.cache
def _engine(config: str, lang: Literal["zh", "en"]) -> Engine:
    """The engine of this process. A worker forgets the functions of a task; modules stay, with what they remember."""
    from pyspark import SparkFiles

    path = config if Path(config).is_absolute() else SparkFiles.get(config)
    return Engine(path, lang=lang)


def _schema(own: StructType, decided: pa.Schema) -> StructType:
    """Spark's schema of what comes out. A column of the input may have got another name, and keeps all else."""
    from pyspark.sql import types as spark

    kinds: dict[pa.DataType, DataType] = {
        pa.string(): spark.StringType(),
        pa.float64(): spark.DoubleType(),
        pa.bool_(): spark.BooleanType(),
    }
    kept = [
        spark.StructField(name, f.dataType, f.nullable, f.metadata)
        for f, name in zip(own.fields, decided.names, strict=False)
    ]
    added = [spark.StructField(field.name, kinds[field.type]) for field in list(decided)[len(kept) :]]
    added[0].metadata = {"bailiwick": json.loads(decided.metadata[b"bailiwick"])}
    return spark.StructType(kept + added)
