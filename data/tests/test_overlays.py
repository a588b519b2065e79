"""Sample overlays: marked as invented, across county lines, inside the province, and with clues in them."""

import json

import pytest
import shapely
from conftest import JILIN, rows

from generate import geojson, overlays, plane
from generate.territory import Territory

OVERLAYS = JILIN / "overlays"


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory(JILIN / "boundaries")


@pytest.fixture(scope="module")
def features() -> dict[str, tuple[dict, shapely.Geometry]]:
    return {path.stem: feature for path in OVERLAYS.iterdir() for feature in geojson.read(path)}


def corridor(road: shapely.LineString) -> shapely.Polygon:
    """1000 m on both sides, geodesy left to the plane: good to a metre here."""
    return plane.to_degrees(plane.to_metres(road).buffer(1_000))


def test_every_overlay_is_called_a_sample_and_not_the_true_extent(features: dict) -> None:
    assert set(features) == {"management-committee", "development-zone", "road"}
    for name, (properties, _) in features.items():
        assert "示例数据" in properties["name"]
        collection = json.loads((OVERLAYS / f"{name}.geojson").read_text(encoding="utf-8"))
        assert len(collection["features"]) == 1
        assert "虚构" in collection["note"] and "not the true one" in collection["note"]


def test_codes_lie_outside_gb_t_2260_and_superiors_inside(features: dict) -> None:
    divisions = {row["code"] for row in rows(JILIN / "names" / "divisions.csv")}
    found = {name: (p["code"], p["parent"], p["kind"]) for name, (p, _) in features.items()}
    assert found == {
        "management-committee": ("922701", "220000", "管委会"),
        "development-zone": ("922101", "220100", "开发区"),
        "road": ("922701", "220000", "公路两侧"),
    }
    assert all(code not in divisions and parent in divisions for code, parent, _ in found.values())
    assert features["road"][0]["name"] == features["management-committee"][0]["name"], "one body, one name"


def test_the_committee_takes_a_part_of_three_counties(features: dict, territory: Territory) -> None:
    area = features["management-committee"][1]
    assert 30 <= shapely.get_num_coordinates(area) <= 99
    assert territory.counties_of(area) == ["220621", "220623", "222426"]
    for code, county in zip(territory.codes, territory.geometries, strict=True):
        if code in ("220621", "220623", "222426"):
            share = shapely.intersection(area, county).area / area.area
            assert share > 0.03, code
            assert not area.contains(county)


def test_the_development_zone_lies_in_two_districts_of_one_city(features: dict, territory: Territory) -> None:
    zone = features["development-zone"][1]
    counties = territory.counties_of(zone)
    assert [territory.parent[code] for code in counties] == ["220100", "220100"]
    assert all(territory.name[code].endswith("区") for code in counties)
    areas = [shapely.intersection(zone, territory.geometries[territory.codes.index(code)]).area for code in counties]
    assert min(areas) / sum(areas) > 0.2


def test_the_road_starts_at_the_committees_area_and_crosses_a_county_line(features: dict, territory: Territory) -> None:
    road, area = features["road"][1], features["management-committee"][1]
    assert isinstance(road, shapely.LineString)
    assert plane.to_metres(road).length == pytest.approx(40_000, rel=0.01)
    assert road.distance(area) == 0
    assert territory.counties_of(road) == ["220621", "222426"]
    ends = [territory.counties_at(*road.coords[i]) for i in (0, 10)]
    assert ends[0] != ends[1], "a county line lies within its first five kilometres"


def test_all_of_them_are_plain_shapes_well_inside_the_province(features: dict, territory: Territory) -> None:
    for properties, geometry in features.values():
        ground = corridor(geometry) if properties["kind"] == "公路两侧" else geometry
        assert geometry.is_valid and geometry.is_simple
        assert territory.province.contains(ground)
        assert territory.outline.distance(plane.to_metres(geometry)) > 0.9 * overlays.CLEAR_OF_OUTLINE_M


def test_each_of_them_takes_over_some_of_the_sample_clues(features: dict) -> None:
    truth = [row for row in rows(JILIN / "clues" / "truth.csv") if row["county_code"]]
    places = shapely.points([(float(row["lon"]), float(row["lat"])) for row in truth])
    grounds = {name: corridor(g) if name == "road" else g for name, (_, g) in features.items()}
    inside = {name: int(shapely.contains(ground, places).sum()) for name, ground in grounds.items()}
    assert inside == {"management-committee": 10, "development-zone": 2, "road": 6}
