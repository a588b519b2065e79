"""Hotspots: the command's tables, for data frames."""

import json
import subprocess

import geopandas
import pyarrow as pa
import pyarrow.csv
import pytest
from conftest import COMMAND, JILIN

import bailiwick

CSV = JILIN / "clues" / "clues-wgs84.csv"
QUICK = {"permutations": 999, "replicates": 99, "shifts": 199}


@pytest.fixture(scope="module")
def found(engine) -> dict[str, pa.Table]:
    return engine.hotspots(pyarrow.csv.read_csv(CSV), crs="EPSG:4326", lang="en", **QUICK)


def test_tables_are_those_of_the_command(found, tmp_path):
    options = [word for name, value in QUICK.items() for word in (f"--{name}", str(value))]
    command = [COMMAND, "hotspots", CSV, "-c", JILIN / "bailiwick.toml", "-o", tmp_path / "out", "--lang", "en"]
    command += options
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    for name in ["hotspots", "borders_risk", "border_segments", "hotspot_counties", "hotspot_scan"]:
        theirs = geopandas.read_file(tmp_path / "out" / "hotspots.gpkg", layer=name)
        ours = geopandas.GeoDataFrame.from_arrow(found[name])
        assert len(ours) == len(theirs) > 0
        assert ours["p_value"].fillna(-1).tolist() == theirs["p_value"].fillna(-1).tolist()
        assert ours.geometry.geom_equals(theirs.geometry).all()


def test_shares_add_up_and_the_data_says_that_it_is_a_sample(found):
    shares = found["hotspot_shares"].to_pandas().groupby("id")["clues"].sum()
    clusters = found["hotspots"].to_pandas().set_index("id")
    assert (shares + clusters["on_borders"] + clusters["outside"] == clusters["clues"]).all()
    assert json.loads(found["hotspots"].schema.metadata[b"bailiwick"])["sample"] is True
    assert geopandas.GeoDataFrame.from_arrow(found["hotspot_cells"]).crs.to_epsg() == 4490


def test_borders_alone_are_the_same_borders(engine, found):
    alone = engine.borders(pyarrow.csv.read_csv(CSV), crs="EPSG:4326", lang="en", shifts=199)
    assert sorted(alone) == ["about", "border_segments", "borders_risk"]
    assert alone["borders_risk"].equals(found["borders_risk"])


def test_people_are_a_baseline_and_what_is_to_be_kept_in_mind_is_told(engine, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("lon,lat,人口\n125.32,43.88,900000\n126.55,43.84,400000\n", encoding="utf-8")
    clues = pyarrow.csv.read_csv(CSV)
    found = engine.hotspots(clues, crs="EPSG:4326", lang="en", baseline=str(people), baseline_spread=3000, **QUICK)
    about = dict(found["about"].select(["item", "value"]).to_pandas().itertuples(index=False))
    assert about["baseline"] == f"{people} (2), 3.0 km around each"
    assert any("without a baseline" in value or "no baseline" in value for value in found["about"]["value"].to_pylist())
    with pytest.raises(bailiwick.DataError, match="has no column residents"):
        engine.hotspots(clues, crs="EPSG:4326", lang="en", baseline=str(people), baseline_column="residents", **QUICK)


def test_what_cannot_be_looked_at_is_said(engine):
    clues = pyarrow.csv.read_csv(CSV)
    with pytest.raises(ValueError, match="--cell 12 is no resolution"):
        engine.hotspots(clues, crs="EPSG:4326", cell=12)
    with pytest.raises(bailiwick.DataError, match="no clue lies in a county"):
        engine.hotspots(pa.table({"lon": [10.0], "lat": [50.0]}), crs="EPSG:4326")
