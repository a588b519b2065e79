"""Tables in, decisions out: the command's answers, whoever holds the table."""

import json
import warnings
from concurrent.futures import ThreadPoolExecutor

import geopandas
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from conftest import JILIN

import bailiwick

CSV = JILIN / "clues" / "clues-wgs84.csv"
SHAPEFILE = JILIN / "clues" / "clues-gk.shp"


@pytest.fixture(scope="module")
def clues() -> pa.Table:
    return pyarrow.csv.read_csv(CSV)


@pytest.fixture(scope="module")
def expected(decided_by_command) -> pa.Table:
    return pyarrow.parquet.read_table(decided_by_command(CSV))


def decisions(table: pa.Table) -> dict[str, list]:
    """The decision's columns, from `status` to the last."""
    names = table.column_names[table.column_names.index("status") :]
    return {name: table[name].to_pylist() for name in names if name != "geometry"}


def test_a_table_gets_the_answers_of_the_command(engine, clues, expected):
    decided = engine.assign(clues, crs="EPSG:4326")
    assert decided.num_rows == clues.num_rows == len(expected)
    assert decided.column_names[: clues.num_columns] == clues.column_names
    assert decided.select(clues.column_names).equals(clues), "the table's own columns are untouched"
    assert decisions(decided) == decisions(expected)
    assert set(decided["status"].to_pylist()) > {"assigned", "invalid"}


def test_numbers_that_are_in_no_file_give_the_same_answers(engine, clues, expected):
    frames = [clues.to_pandas(), pl.from_arrow(clues)]
    for table in [*frames, clues.to_batches(max_chunksize=7), clues.to_reader(max_chunksize=100)]:
        assert decisions(engine.assign(table, crs="WGS84")) == decisions(expected), type(table)


def test_the_columns_are_those_that_the_guide_promises(engine, clues):
    decided = engine.assign(clues, crs="EPSG:4326").column_names[clues.num_columns :]
    guide = (JILIN.parents[1] / "docs" / "guide.md").read_text(encoding="utf-8")
    assert len(decided) == 29 and decided[0] == "status"
    assert [name for name in decided if f"`{name}`" not in guide] == []


def test_reasons_come_in_the_language_asked_for(engine, clues):
    chinese, english = (engine.assign(clues, crs="EPSG:4326", lang=lang)["reason"].to_pylist() for lang in ["zh", "en"])
    assert chinese[0] != english[0] and any(character >= "\u4e00" for character in chinese[0])
    assert bailiwick.Engine(JILIN / "bailiwick.toml").assign(clues, crs="EPSG:4326")["reason"].to_pylist() == chinese


def test_a_geodataframe_brings_its_own_system(engine, decided_by_command):
    # The command finds out that the attributes are GBK; here it has to be said.
    frame = geopandas.read_file(SHAPEFILE, encoding="GBK")
    assert frame.crs.to_epsg() == 4551
    expected = pyarrow.parquet.read_table(decided_by_command(SHAPEFILE))
    decided = engine.assign(frame)
    assert decisions(decided) == decisions(expected)
    back = geopandas.GeoDataFrame.from_arrow(decided)
    assert back.crs == frame.crs and back.geometry.geom_equals(frame.geometry).all()
    # Geometry of Arrow without GeoPandas, in both forms; and what the caller says wins.
    for encoding in ["WKB", "geoarrow"]:
        table = pa.table(frame.to_arrow(geometry_encoding=encoding))
        assert decisions(engine.assign(table)) == decisions(expected), encoding
    nowhere = frame.set_crs(None, allow_override=True)
    with pytest.raises(bailiwick.DataError, match="nobody says the coordinate system"):
        engine.assign(nowhere)
    assert decisions(engine.assign(nowhere, crs=frame.crs)) == decisions(expected)


def test_the_active_geometry_is_the_one_that_counts(engine):
    frame = geopandas.GeoDataFrame({"a": geopandas.points_from_xy([0.0], [0.0], crs=4326)}, geometry="a")
    frame["b"] = geopandas.GeoSeries.from_xy([125.32], [43.88], crs=4326)
    assert engine.assign(frame)["status"].to_pylist() == ["outside"]
    assert engine.assign(frame.set_geometry("b"))["status"].to_pylist() == ["assigned"]


def test_geoparquet_read_as_a_table_is_geometry(engine, tmp_path):
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy([125.32], [43.88], crs=4490))
    frame.to_parquet(tmp_path / "clues.parquet")
    decided = engine.assign(pyarrow.parquet.read_table(tmp_path / "clues.parquet"))
    assert decided["county_code"].to_pylist() == ["220102"]


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_row_without_coordinates_is_invalid_and_stays(engine, missing):
    for table in [
        pa.table({"lon": [125.32, missing], "lat": [43.88, 43.88]}),
        pd.DataFrame({"lon": [125.32, missing], "lat": [43.88, 43.88]}),
        pl.DataFrame({"lon": [125.32, missing], "lat": [43.88, 43.88]}),
    ]:
        decided = engine.assign(table, crs="EPSG:4490")
        assert decided["status"].to_pylist() == ["assigned", "invalid"]
        assert "lon" in decided["reason"][1].as_py()


def test_columns_may_have_any_type_and_any_name(engine):
    rows = {"东": ["125.32", "125.32"], "北": pd.Categorical(["43.88", "43.89"]), "status": ["open", "closed"]}
    frame = pd.DataFrame(rows, index=pd.Index(["p", "q"], name="clue"))
    decided = engine.assign(frame, crs="EPSG:4490", columns={"lon": "东", "lat": "北"})
    assert decided["status"].to_pylist() == ["assigned"] * 2
    assert decided["status_in"].to_pylist() == ["open", "closed"]
    back = decided.to_pandas()
    assert list(back.index) == ["p", "q"] and back["county_name"].dtype == "category"


def test_dictionaries_are_a_choice(engine, clues):
    coded, plain = (engine.assign(clues, crs="EPSG:4326", dictionaries=choice) for choice in [True, False])
    assert pa.types.is_dictionary(coded.schema.field("reason").type)
    assert plain.schema.field("reason").type == pa.string()
    assert decisions(coded) == decisions(plain)


def test_sample_data_is_marked_in_the_table(engine, clues):
    said = json.loads(engine.assign(clues, crs="EPSG:4326").schema.metadata[b"bailiwick"])
    assert said["sample"] is True and said["name"] == engine.name and said["version"] == bailiwick.__version__


def test_numbers_are_not_copied(engine, clues):
    lon = engine.assign(clues, crs="EPSG:4326")["lon"].chunk(0)
    assert lon.buffers()[1].address == clues["lon"].chunk(0).buffers()[1].address


def test_batches_come_back_one_by_one(engine, clues, expected):
    seen = []

    def batches():
        for batch in clues.to_batches(max_chunksize=50):
            seen.append(batch.num_rows)
            yield batch

    reader = engine.assign_batches(batches(), crs="EPSG:4326")
    assert isinstance(reader, pa.RecordBatchReader) and len(seen) == 1, "only the first was fetched"
    decided = list(reader)
    assert [batch.num_rows for batch in decided] == seen
    assert not any(pa.types.is_dictionary(field.type) for field in reader.schema)
    assert decisions(pa.Table.from_batches(decided)) == decisions(expected)
    from_reader = engine.assign_batches(clues.to_reader(max_chunksize=50), crs="EPSG:4326")
    assert decisions(from_reader.read_all()) == decisions(expected)


def test_batches_without_rows_come_back_without_rows(engine, clues):
    empty = clues.slice(0, 0).combine_chunks()
    rows = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in clues.schema], schema=clues.schema)
    batches = engine.assign_batches([rows, *clues.to_batches(), rows], crs="EPSG:4326")
    assert [len(batch) for batch in batches] == [0, len(clues), 0]
    assert engine.assign(empty, crs="EPSG:4326").num_rows == 0
    assert list(engine.assign_batches(iter([]))) == [], "a partition of Spark without rows"


def test_what_is_wrong_is_said_in_a_sentence(engine, clues):
    for crs in ["EPSG:999999", "北京54"]:
        with pytest.raises(ValueError, match=f"unknown coordinate system .*{crs}.*: use a valid EPSG code"):
            engine.assign(clues, crs=crs)
    with pytest.raises(ValueError, match="未知坐标系“北京54”"):
        engine.assign(clues, crs="北京54", lang="zh")
    with pytest.raises(bailiwick.DataError, match="no geometry and no coordinate columns"):
        engine.assign(pa.table({"a": [1]}))
    for wrong, sentence in [
        ({"lang": "fr"}, "unknown language"),
        ({"accuracy": -1.0}, "from 0 to 1000000"),
        ({"accuracy": float("nan")}, "from 0 to 1000000"),
        ({"filed": "yesterday"}, "is no day"),
        ({"columns": {"lon": "nowhere"}}, "nowhere"),
        ({"columns": {"longitude": "lon"}}, "longitude"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            engine.assign(clues, **{"crs": "EPSG:4326", **wrong})
    for nothing in [None, 5, "clues.csv", [1, 2], object()]:
        with pytest.raises(ValueError, match="is needed"):
            engine.assign(nothing, crs="EPSG:4326")


def test_what_goes_wrong_midway_is_raised_too(engine, clues):
    def batches():
        yield from clues.to_batches()
        raise RuntimeError("the disk is gone")

    reader = engine.assign_batches(batches(), crs="EPSG:4326")
    assert reader.read_next_batch().num_rows == len(clues)
    with pytest.raises(Exception, match="the disk is gone"):
        reader.read_next_batch()
    with pytest.raises(bailiwick.DataError, match="the disk is gone"):
        engine.assign(batches(), crs="EPSG:4326")


def test_options_are_those_of_the_command(engine, clues, decided_by_command):
    arguments = ["--accuracy", "800", "--handed-over", "2026-03-02", "--as-of", "2019-05-01", "--filed", "2026-03-01"]
    expected = pyarrow.parquet.read_table(decided_by_command(CSV, *arguments))
    kept = clues.drop_columns(["accuracy_m"])
    days = {"handed_over": "2026-03-02", "as_of": pd.Timestamp("2019-05-01"), "filed": "2026-03-01"}
    decided = engine.assign(clues, crs="EPSG:4326", accuracy=800, **days)
    assert decisions(decided) == decisions(expected)
    assert decisions(engine.assign(kept, crs="EPSG:4326", accuracy=800, **days)) != decisions(expected)


def test_coordinates_of_another_system_are_warned_of(engine, clues):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        engine.assign(clues, crs="EPSG:4326")
    with pytest.warns(UserWarning, match="the coordinates look like"):
        engine.assign(clues, crs="GCJ-02")


def test_threads_share_an_engine(engine, clues, expected):
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda _: decisions(engine.assign(clues, crs="EPSG:4326")), range(4)))
    assert answers == [decisions(expected)] * 4
