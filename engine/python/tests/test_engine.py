"""Opening, locating, explaining."""

import ast
import datetime
import inspect
import itertools
import json
import pickle
import subprocess
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest
from conftest import COMMAND, JILIN

import bailiwick

CONFIG = JILIN / "bailiwick.toml"
TRUTH = ["lon", "lat", "county_code", "fault"]


def test_an_engine_says_what_it_is(engine):
    assert engine.name == "吉林省（示例数据）" and engine.sample is True
    said = "<bailiwick.Engine 吉林省（示例数据） (sample data: not for enforcement), 60 counties, "
    assert repr(engine).startswith(said)
    assert bailiwick.__version__.count(".") == 2


def test_the_configuration_is_found_as_the_command_finds_it(monkeypatch, tmp_path):
    monkeypatch.chdir(JILIN)
    assert bailiwick.Engine().name == bailiwick.Engine("bailiwick.toml").name
    monkeypatch.chdir(tmp_path)
    with pytest.raises(bailiwick.ConfigError, match="无法读取配置文件"):
        bailiwick.Engine()
    (tmp_path / "bailiwick.toml").write_text('[[jurisdictions]]\npath = "no.shp"\nlevel = "county"\n')
    with pytest.raises(bailiwick.DataError, match=r"no\.shp"):
        bailiwick.Engine(lang="en")


def test_an_engine_travels_to_another_process(engine):
    other = pickle.loads(pickle.dumps(engine))
    assert repr(other) == repr(engine)
    assert other.locate([125.32], [43.88]).equals(engine.locate([125.32], [43.88]))


def test_located_counties_are_those_that_decisions_rest_on(engine):
    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(TRUTH, pa.string()))
    clues = pyarrow.csv.read_csv(JILIN / "clues" / "truth.csv", convert_options=as_text)
    clues = clues.filter(pc.equal(clues["fault"], ""))
    assert len(clues) == 1971
    lon, lat = (clues[name].to_numpy().astype("float64") for name in ["lon", "lat"])
    located = engine.locate(lon, lat)
    assert located["county_code"].to_pylist() == clues["county_code"].to_pylist()
    assert not any(located["on_boundary"].to_pylist())


def test_columns_of_any_kind_are_located(engine):
    lon, lat = np.array([125.32, 0.0, np.nan]), np.array([43.88, 0.0, 43.88])
    expected = ["220102", None, None]
    columns = [np.asarray, list, pa.array, pl.Series, lambda x: np.repeat(x, 2)[::2], lambda x: x.astype("float32")]
    columns += [lambda x: pa.chunked_array([x[:1], x[1:]]), lambda x: pa.array(x, from_pandas=True)]
    for column in columns:
        assert engine.locate(column(lon), column(lat))["county_code"].to_pylist() == expected
    assert engine.locate([], [])["county_code"].to_pylist() == []


def test_a_position_on_a_border_has_no_county_of_its_own(engine):
    counties = json.loads((JILIN / "boundaries" / "current" / "county.geojson").read_text(encoding="utf-8"))["features"]
    holders = {}
    for place, county in enumerate(counties):
        geometry = county["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for vertex in itertools.chain.from_iterable(itertools.chain.from_iterable(polygons)):
            holders.setdefault(tuple(vertex[:2]), set()).add(place)
    shared = [vertex for vertex, counties in holders.items() if len(counties) > 1][:1000]
    outline = [vertex for vertex, counties in holders.items() if len(counties) == 1][:1000]
    on_shared, on_outline = (engine.locate(*np.array(vertices).T) for vertices in [shared, outline])
    assert all(on_shared["on_boundary"].to_pylist()) and on_shared["county_code"].null_count == len(shared) == 1000
    assert all(on_outline["on_boundary"].to_pylist()) and on_outline["county_code"].null_count < len(outline)
    decided = engine.assign(pa.table({"lon": [x for x, _ in shared], "lat": [y for _, y in shared]}), crs="EPSG:4490")
    assert all(decided["on_boundary"].to_pylist()) and "escalated" in decided["status"].to_pylist()


def test_boundaries_of_another_day(engine):
    # 公主岭市 moved from 四平市 (220381) to 长春市 (220184).
    now, then = (engine.locate([124.82], [43.50], at)["county_code"][0].as_py() for at in [None, "2019-05-01"])
    assert (now, then) == ("220184", "220381")


def test_what_cannot_be_located_is_said(engine):
    cases = [
        ([1.0], [1.0, 2.0], "lon has 1 numbers and lat has 2"),
        (["a"], [1.0], "lon must be"),
        ([1.0], None, "lat must be"),
        ([1.0], [[1.0]], "lat must be"),
    ]
    for lon, lat, sentence in cases:
        with pytest.raises(ValueError, match=sentence):
            engine.locate(lon, lat)


def test_a_day_without_boundaries_is_said(tmp_path):
    counties = JILIN / "boundaries" / "current" / "county.geojson"
    config = f'[[jurisdictions]]\npath = "{counties}"\nlevel = "county"\nvalid_from = "2020-06-19"\n'
    (tmp_path / "bailiwick.toml").write_text(config, encoding="utf-8")
    engine = bailiwick.Engine(tmp_path / "bailiwick.toml", lang="en")
    table = pa.table({"lon": [125.32], "lat": [43.88]})
    for ask in [
        lambda: engine.locate([125.32], [43.88], datetime.date(1900, 1, 1)),
        lambda: engine.assign(table, crs="EPSG:4490", as_of="1900-01-01"),
    ]:
        with pytest.raises(ValueError, match="no boundaries hold on 1900-01-01"):
            ask()


def test_an_explanation_is_that_of_the_command(engine):
    place = ["--lon", "125.32", "--lat", "43.88"]
    said = ["--at", "2019-05-01", "--accuracy", "5", "--class", "其他", "--lang", "en", "--json"]
    command = subprocess.run([COMMAND, "explain", "-c", CONFIG, *place, *said], check=True, capture_output=True)
    ours = engine.explain(125.32, 43.88, at="2019-05-01", accuracy=5, cls="其他")
    assert ours == json.loads(command.stdout)
    assert ours["sample"] is True and ours["decision"]["county_code"] == "220102"


def test_a_place_that_is_none_is_refused(engine):
    with pytest.raises(ValueError, match=r"43\.88"):
        engine.explain(43.88, 125.32)
    with pytest.raises(ValueError, match="unknown coordinate system"):
        engine.explain(1.0, 2.0, crs="EPSG:999999")


def test_help_says_what_the_stubs_say():
    stubs = Path(__file__).parents[1] / "package" / "bailiwick" / "__init__.pyi"
    stubs = ast.parse(stubs.read_text(encoding="utf-8"))
    [said] = [node for node in stubs.body if isinstance(node, ast.ClassDef) and node.name == "Engine"]
    assert inspect.getdoc(bailiwick) == ast.get_docstring(stubs)
    assert inspect.getdoc(bailiwick.Engine) == ast.get_docstring(said)
    for method in ["assign", "assign_batches", "locate", "explain"]:
        [stub] = [node for node in said.body if isinstance(node, ast.FunctionDef) and node.name == method]
        assert inspect.getdoc(getattr(bailiwick.Engine, method)) == ast.get_docstring(stub)
