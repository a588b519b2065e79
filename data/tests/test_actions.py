"""The area lies in several prefectures, and the roster has people from there and from elsewhere."""

from pathlib import Path

from conftest import rows

from generate import actions, geojson
from generate.territory import Territory


def test_the_area_crosses_a_border_of_prefectures_inside_the_province(jilin: Path) -> None:
    territory = Territory(jilin / "boundaries")
    [(properties, area)] = geojson.read(jilin / "actions" / f"{actions.AREA}.geojson")
    assert properties == {"id": actions.ID, "sample": True}
    counties = territory.counties_of(area)
    assert len({territory.parent[code] for code in counties}) > 1
    assert territory.province.contains(area)


def test_the_roster_is_whole_and_called_a_sample(jilin: Path) -> None:
    people = rows(jilin / "actions" / actions.ROSTER)
    certificates = [person["证号"] for person in people]
    assert len(set(certificates)) == len(certificates) > 20
    assert all(person["姓名"].startswith("示例人员") and person["数据说明"] == "示例数据" for person in people)
    territory = Territory(jilin / "boundaries")
    known = {"220000", *territory.codes, *territory.parent.values()}
    assert {person["单位"] for person in people} <= known
    assert sum(bool(person["回避"]) for person in people) == 1
