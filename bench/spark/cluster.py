"""A session of Spark whose executors are processes of their own on this machine, and what is shipped to them."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import bailiwick

from compare.places import JILIN

CONFIG = "jilin/bailiwick.toml"


def archive(folder: Path) -> Path:
    """The demo data as one file: bailiwick.toml, what it names, and the snapshot beside it."""
    data = folder / "jilin"
    shutil.copytree(JILIN, data)
    config = data / "bailiwick.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("../../out/jilin.snapshot", "jilin.snapshot"), encoding="utf-8")
    bailiwick.Engine(config)  # makes the snapshot
    return Path(shutil.make_archive(str(folder / "jilin"), "zip", data))


@contextlib.contextmanager
def session(executors: int, shipped: Path, *, batch_rows: int, memory_mb: int = 1024) -> Iterator:
    """`executors` of one core each."""
    import pyspark
    from pyspark.sql import SparkSession

    # The executors' Python is ours. They are started from the folder of the package, as no other Spark is installed.
    home = Path(pyspark.__file__).parent
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(batch_rows),
        # As many threads as a task has cores; else every worker takes all cores of its machine.
        "spark.executorEnv.RAYON_NUM_THREADS": "1",
        "spark.executorEnv.POLARS_MAX_THREADS": "1",
        "spark.executorEnv.PYTHONPATH": str(Path(__file__).resolve().parents[1]),  # `spark.sums` of this folder
        "spark.task.maxFailures": "1",  # what fails is to be seen
        "spark.archives": f"{shipped}#jilin",
    }
    builder = SparkSession.builder.appName("bailiwick").master(f"local-cluster[{executors},1,{memory_mb}]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    application = spark.sparkContext.applicationId
    try:
        yield spark
    finally:
        spark.stop()
        shutil.rmtree(home / "work" / application, ignore_errors=True)  # what executors leave
