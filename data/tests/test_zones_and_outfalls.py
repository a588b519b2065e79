"""Sample source zones and the sample register: valid, marked, and with exactly the faults that the manifest names."""

from collections import Counter

import pyogrio
import pytest
import shapely
from conftest import JILIN, rows

from generate import outfalls, plane, rivers
from generate.territory import Territory


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory(JILIN / "boundaries")


@pytest.fixture(scope="module")
def zones() -> list[dict]:
    meta, _, wkb, columns = pyogrio.raw.read(JILIN / "zones" / "source-zones.gpkg", layer="source_zones")
    assert meta["crs"] == "EPSG:4490"
    names = list(meta["fields"])
    assert names == ["id", "name", "level", "source", "established"]
    return [
        {"geometry": geometry, **{name: columns[i][row] for i, name in enumerate(names)}}
        for row, geometry in enumerate(shapely.from_wkb(wkb))
    ]


def test_zones_are_valid_marked_and_complete(zones: list[dict], entries: dict) -> None:
    assert all(zone["geometry"].is_valid for zone in zones)
    assert all("示例数据" in zone["name"] and "示例数据" in zone["source"] for zone in zones)
    assert all(zone["id"].startswith("SAMPLE-") for zone in zones)
    assert len({zone["id"] for zone in zones}) == len(zones)
    sources = Counter(zone["source"] for zone in zones)
    assert len(sources) >= 40
    assert set(sources.values()) == {3}
    assert entries["zones/source-zones.gpkg"]["counts"]["sources"] == len(sources)


def test_zones_are_nested(zones: list[dict]) -> None:
    by_source: dict[str, dict] = {}
    for zone in zones:
        by_source.setdefault(zone["source"], {})[zone["level"]] = zone["geometry"]
    for source, levels in by_source.items():
        assert set(levels) == {"一级", "二级", "准保护区"}
        for inner, outer in (("一级", "二级"), ("二级", "准保护区")):
            outside = shapely.difference(levels[inner], levels[outer]).area
            # Each level was cut at the province's outline and rounded on its own: a hair may stick out.
            assert outside < 1e-3 * levels[inner].area, source


def test_some_zones_cross_counties_and_prefectures(zones: list[dict], territory: Territory, entries: dict) -> None:
    counties = [territory.counties_of(zone["geometry"]) for zone in zones]
    counts = entries["zones/source-zones.gpkg"]["counts"]
    assert sum(len(codes) > 1 for codes in counties) == counts["across_counties"] >= 10
    prefectures = [{territory.parent[code] for code in codes} for codes in counties]
    assert sum(len(codes) > 1 for codes in prefectures) == counts["across_prefectures"] >= 3


def test_the_register_has_the_faults_that_the_manifest_counts(entries: dict) -> None:
    table = rows(JILIN / "outfalls" / "outfalls.csv")
    truth = rows(JILIN / "outfalls" / "outfalls-truth.csv")
    assert len(table) == len(truth) == entries["outfalls/outfalls.csv"]["counts"]["rows"] >= 800
    assert [row["排污口编码"] for row in table] == [row["id"] for row in truth]
    faults = Counter(row["fault"] for row in truth if row["fault"])
    assert faults == entries["outfalls/outfalls.csv"]["counts"]["faults"] == outfalls.FAULTS

    zone_codes = {row["code"] for row in rows(JILIN / "names" / "statistical-zones.csv")}
    seen: Counter[str] = Counter()
    for row, true in zip(table, truth, strict=True):
        code = row["县级代码"]
        assert row["数据说明"] == "示例数据"
        assert "示例数据" in row["排污口名称"]
        seen["missing_owner"] += row["责任单位"] == ""
        seen["missing_county"] += code == ""
        seen["missing_coordinates"] += row["经度"] == ""
        seen["swapped_axes"] += row["经度"] != "" and float(row["经度"]) < 90
        seen["superseded_code"] += code == "220381" and true["county_code"] == "220184"
        seen["statistical_zone"] += code in zone_codes
        good = code not in {"", "220381"} | zone_codes
        seen["conflict"] += good and code != true["county_code"]
    ids = Counter(row["排污口编码"] for row in table)
    assert sum(count - 1 for count in ids.values()) == faults["duplicate_id"]
    assert seen.pop("conflict") == faults["conflict_near_border"] + faults["conflict_far"]
    assert all(seen[fault] == faults[fault] for fault in seen)


def test_outfalls_lie_in_their_county_and_beside_a_river(territory: Territory) -> None:
    lines = shapely.union_all([line for _, line in rivers.named_lines(JILIN / "rivers")])
    shapely.prepare(lines)
    for row in rows(JILIN / "outfalls" / "outfalls-truth.csv"):
        lon, lat = float(row["lon"]), float(row["lat"])
        assert territory.counties_at(lon, lat) == [row["county_code"]]
        assert lines.distance(plane.to_metres(shapely.Point(lon, lat))) < 250
