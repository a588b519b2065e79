"""The boundary generations are valid coverages and agree with the facts of their packages."""

import json
import re
from pathlib import Path

import pytest
import shapely
from conftest import rows

from generate import boundaries, geojson

GENERATIONS = ("current", "before-2020", "tianditu")
COUNTY_VERTICES = {"current": 81_023, "before-2020": 81_023, "tianditu": 11_577}


def load(folder: Path, generation: str, level: str) -> dict[str, tuple[dict, shapely.Geometry]]:
    features = geojson.read(folder / "boundaries" / generation / f"{level}.geojson")
    return {properties["code"]: (properties, geometry) for properties, geometry in features}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_counts_are_those_of_the_package(jilin: Path, generation: str) -> None:
    counties = [geometry for _, geometry in load(jilin, generation, "county").values()]
    assert len(counties) == 60
    assert shapely.get_num_coordinates(counties).sum() == COUNTY_VERTICES[generation]
    assert len(load(jilin, generation, "prefecture")) == 9
    assert len(load(jilin, generation, "province")) == 1


def test_exclaves_and_holes_of_the_amap_set_are_kept(jilin: Path) -> None:
    counties = load(jilin, "current", "county").values()
    parts = {p["name"]: shapely.get_num_geometries(g) for p, g in counties if g.geom_type == "MultiPolygon"}
    assert parts == {"榆树市": 7, "舒兰市": 2, "通化县": 2}
    holes = sum(shapely.get_num_interior_rings(part) for _, g in counties for part in shapely.get_parts(g))
    assert holes == 8


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
def test_each_level_is_a_valid_coverage(jilin: Path, generation: str, level: str) -> None:
    polygons = [geometry for _, geometry in load(jilin, generation, level).values()]
    assert all(polygon.is_valid for polygon in polygons)
    # Overlaps, and borders whose vertices differ between the neighbours, make a coverage invalid.
    assert shapely.coverage_is_valid(polygons)
    whole = shapely.coverage_union_all(polygons)
    # A gap would be a hole in the union; a detached piece a second part.
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert sum(polygon.area for polygon in polygons) == pytest.approx(whole.area, rel=1e-12)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_superiors_are_made_of_their_members_vertices(jilin: Path, generation: str) -> None:
    counties = load(jilin, generation, "county").values()
    for code, (properties, geometry) in load(jilin, generation, "prefecture").items():
        members = [g for p, g in counties if p["parent"] == code]
        assert geometry.equals(shapely.coverage_union_all(members)), properties["name"]
        assert boundaries.vertices(geometry) <= set().union(*map(boundaries.vertices, members))
        assert properties["parent"] == "220000"
    (properties, province) = load(jilin, generation, "province")["220000"]
    assert properties == {"code": "220000", "name": "吉林省", "parent": None}
    assert province.equals(shapely.coverage_union_all([g for _, g in counties]))


def test_gongzhuling_moved_and_nothing_else(jilin: Path) -> None:
    now, before = load(jilin, "current", "county"), load(jilin, "before-2020", "county")
    assert set(now) ^ set(before) == {"220184", "220381"}
    assert now["220184"][0] == {"code": "220184", "name": "公主岭市", "parent": "220100"}
    assert before["220381"][0] == {"code": "220381", "name": "公主岭市", "parent": "220300"}
    assert shapely.equals_exact(now["220184"][1], before["220381"][1])
    for code in set(now) & set(before):
        assert now[code][0] == before[code][0]
        assert shapely.equals_exact(now[code][1], before[code][1])
    changed = [
        code
        for code, (_, geometry) in load(jilin, "current", "prefecture").items()
        if not geometry.equals(load(jilin, "before-2020", "prefecture")[code][1])
    ]
    assert changed == ["220100", "220300"]


@pytest.mark.parametrize("generation", ["current", "tianditu"])
def test_names_and_codes_are_those_of_gb_t_2260(jilin: Path, generation: str) -> None:
    expected = {(r["code"], r["name"], r["parent"]) for r in rows(jilin / "names" / "divisions.csv")}
    found = {
        (p["code"], p["name"], p["parent"] or "")
        for level in ("county", "prefecture", "province")
        for p, _ in load(jilin, generation, level).values()
    }
    assert found == expected


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.parent.glob("jilin/**/*.geojson")), ids=lambda p: p.stem)
def test_geojson_is_as_rfc_7946_wants_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert len(text.splitlines()) == len(collection["features"]) + 2, "one feature per line"
    assert not re.search(r"\d\.\d{7}", text), "at most six decimals"
    for _, geometry in geojson.read(path):
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                assert part.exterior.is_ccw
                assert not any(ring.is_ccw for ring in part.interiors)


def test_the_two_sets_disagree_as_much_as_they_are_known_to(jilin: Path) -> None:
    """About 1 % of Jilin has a different county; in square degrees, which is enough for a share."""
    amap, tianditu = load(jilin, "current", "county"), load(jilin, "tianditu", "county")
    same = sum(shapely.intersection(geometry, tianditu[code][1]).area for code, (_, geometry) in amap.items())
    both = shapely.intersection(load(jilin, "current", "province")["220000"][1],
                                load(jilin, "tianditu", "province")["220000"][1]).area  # fmt: skip
    assert (both - same) / both == pytest.approx(0.010, abs=0.002)
