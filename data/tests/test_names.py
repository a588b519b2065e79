"""The tables of names and codes."""

from collections import Counter
from pathlib import Path

from conftest import rows


def test_divisions_are_one_province_nine_prefectures_sixty_counties(jilin: Path) -> None:
    table = rows(jilin / "names" / "divisions.csv")
    assert Counter(row["level"] for row in table) == {"province": 1, "prefecture": 9, "county": 60}
    codes = {row["code"] for row in table}
    assert len(codes) == 70
    assert all(row["parent"] in codes for row in table if row["level"] != "province")


def test_gongzhuling_has_a_successor_with_the_date_as_data(jilin: Path) -> None:
    (row,) = rows(jilin / "names" / "superseded.csv")
    assert (row["code"], row["successor"], row["date"]) == ("220381", "220184", "2020-06-19")


def test_nine_statistical_zones_are_no_divisions(jilin: Path) -> None:
    zones = rows(jilin / "names" / "statistical-zones.csv")
    divisions = {row["code"] for row in rows(jilin / "names" / "divisions.csv")}
    assert len(zones) == 9
    assert "220171" in {row["code"] for row in zones}
    assert not {row["code"] for row in zones} & divisions
    assert {row["parent"] for row in zones} <= divisions
