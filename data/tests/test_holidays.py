"""The working calendar: what the notices say, and that a package's code is read and not run."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from conftest import rows

from generate import __main__ as command
from generate import holidays

PATH = command.RULES / holidays.FILE
YEARS = range(2015, 2027)
# The notice of 2025-11-04 for 2026: festival, first day off, days off, weekend days worked.
NOTICE_FOR_2026 = [
    ("元旦", "2026-01-01", 3, ["2026-01-04"]),
    ("春节", "2026-02-15", 9, ["2026-02-14", "2026-02-28"]),
    ("清明节", "2026-04-04", 3, []),
    ("劳动节", "2026-05-01", 5, ["2026-05-09"]),
    ("端午节", "2026-06-19", 3, []),
    ("中秋节", "2026-09-25", 3, []),
    ("国庆节", "2026-10-01", 7, ["2026-09-20", "2026-10-10"]),
]


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    return rows(PATH)


@pytest.fixture(scope="module")
def kinds(table: list[dict]) -> dict[dt.date, str]:
    return {dt.date.fromisoformat(row["date"]): row["kind"] for row in table}


def test_the_file_says_what_it_is_before_its_header() -> None:
    data = PATH.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and data.endswith(b"\n")
    head, _, _ = data.decode("utf-8").partition("date,kind,name\n")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert "国务院办公厅关于…年部分节假日安排的通知" in head
    for words in ("chinesecalendar 1.11.0, MIT", "years 2015-2026", "未知", "unknown"):
        assert words in head


def test_days_are_sorted_and_stand_once(table: list[dict], kinds: dict) -> None:
    assert len(kinds) == len(table)
    assert all(a["date"] < b["date"] for a, b in pairwise(table))
    assert {day.year for day in kinds} == set(YEARS)


def test_names_and_kinds_are_those_of_the_notices(table: list[dict]) -> None:
    assert {row["kind"] for row in table} == {"holiday", "workday"}
    assert {row["name"] for row in table} == set(holidays.FESTIVALS.values())
    assert {row["date"][:4] for row in table if row["name"] == "抗战胜利纪念日"} == {"2015"}


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_its_festivals(table: list[dict], year: int) -> None:
    off = Counter(row["name"] for row in table if row["kind"] == "holiday" and row["date"].startswith(str(year)))
    assert {"元旦", "春节", "清明节", "劳动节", "端午节", "国庆节"} <= set(off)
    assert off["春节"] >= 7 and off["国庆节"] >= 6
    # The Mid-Autumn Festival of 2020 was 1 October itself.
    assert ("中秋节" in off) == (year != 2020)


def test_whoever_works_at_a_weekend_is_on_a_weekend(kinds: dict) -> None:
    worked = [day for day, kind in kinds.items() if kind == "workday"]
    assert len(worked) == 75
    assert all(day.weekday() >= 5 for day in worked)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-10-01", "holiday"),
        ("2026-10-10", "workday"),
        ("2026-02-14", "workday"),
        ("2026-10-12", None),
        # Extended in January 2020: 2 February was off, and 1 February no longer worked.
        ("2020-02-01", "holiday"),
        ("2020-02-02", "holiday"),
    ],
)
def test_known_days(kinds: dict, day: str, kind: str | None) -> None:
    assert kinds.get(dt.date.fromisoformat(day)) == kind


def test_2026_is_what_its_notice_says(table: list[dict]) -> None:
    expected = []
    for name, first, days, worked in NOTICE_FOR_2026:
        start = dt.date.fromisoformat(first)
        expected += [((start + dt.timedelta(days=i)).isoformat(), "holiday", name) for i in range(days)]
        expected += [(day, "workday", name) for day in worked]
    found = [(row["date"], row["kind"], row["name"]) for row in table if row["date"].startswith("2026")]
    assert found == sorted(expected)


def test_the_source_is_read_as_a_tree_and_never_run() -> None:
    day = "datetime.date(year=2026, month=10, day={})"
    source = (
        "raise SystemExit('was run')\n"
        f"holidays = {{{day.format(1)}: Holiday.national_day.value}}\n"
        f"workdays = {{{day.format(10)}: Holiday.national_day.value}}\n"
    )
    assert holidays.parse(source) == {
        "holidays": {dt.date(2026, 10, 1): "国庆节"},
        "workdays": {dt.date(2026, 10, 10): "国庆节"},
    }
    for broken in (source.replace("Holiday.national_day.value", "print()"), source.replace("datetime.date", "eval")):
        with pytest.raises(ValueError, match="not a"):
            holidays.parse(broken)
    with pytest.raises(ValueError, match="no \\['workdays'\\]"):
        holidays.parse(source.replace("workdays =", "others ="))
