"""The working calendar of China: days off and the weekend days that are worked instead, for deadlines in working days.

The package keeps both as Python dictionaries, date → festival. They are read as a syntax tree: code of a package is
data here, and is neither imported nor run.
"""

import ast
import csv
import datetime as dt
from pathlib import Path

from generate.fetch import HOLIDAYS, read_member

FILE = "holidays-cn.csv"
FIRST_YEAR, LAST_YEAR = 2015, 2026
# The package's dictionaries, and what its days are called in the table.
KINDS = {"holidays": "holiday", "workdays": "workday"}
# The package's names of festivals, and those of the notices.
FESTIVALS = {
    "new_years_day": "元旦",
    "spring_festival": "春节",
    "tomb_sweeping_day": "清明节",
    "labour_day": "劳动节",
    "dragon_boat_festival": "端午节",
    "mid_autumn_festival": "中秋节",
    "national_day": "国庆节",
    "anti_fascist_70th_day": "抗战胜利纪念日",
}
# Every year has these; a year without them is not in the package.
EVERY_YEAR = {"元旦", "国庆节"}
HEAD = f"""\
# 中国节假日与调休上班日 Days off and make-up workdays of China
# years {FIRST_YEAR}-{LAST_YEAR}
# 依据历年《国务院办公厅关于…年部分节假日安排的通知》，2020年春节含延长的假期。
# Follows the yearly notices of the State Council's General Office; Spring Festival of 2020 as it was extended.
# 来源 Source: PyPI {HOLIDAYS.name} {HOLIDAYS.version}, {HOLIDAYS.licence}, {HOLIDAYS.attribution.split(", ")[0]}
# Made by data/generate/holidays.py: do not edit.
# holiday: 放假的日子，含假期中的周末；workday: 要上班的周六或周日。没有列出的日子按星期。
# holiday: a day off, weekends within it included; workday: a Saturday or Sunday that is worked.
# Days that are not listed go by the week.
# 表中没有的年份是未知，不是没有节假日；最后一年的年末几天可能由下一年的通知改动。
# A year that is not here is unknown, not free of holidays. The next year's notice may still move days at the
# end of the last year.
"""


def build(folder: Path) -> list[tuple[str, str, str]]:
    """Write the table; return its rows."""
    rows = days()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "kind", "name"))
        writer.writerows(rows)
    return rows


def days() -> list[tuple[str, str, str]]:
    """(date, kind, name) of the years wanted, by date."""
    tables = parse(read_member(HOLIDAYS, "chinese_calendar/constants.py").decode("utf-8"))
    if both := tables["holidays"].keys() & tables["workdays"].keys():
        raise ValueError(f"both off and worked: {sorted(both)}")
    rows = [
        (day.isoformat(), kind, name)
        for table, kind in KINDS.items()
        for day, name in tables[table].items()
        if FIRST_YEAR <= day.year <= LAST_YEAR
    ]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if missing := EVERY_YEAR - {name for date, kind, name in rows if date[:4] == str(year) and kind == "holiday"}:
            raise ValueError(f"{year} has no {sorted(missing)}")
    return sorted(rows)


def parse(source: str) -> dict[str, dict[dt.date, str]]:
    """The dictionaries of `KINDS` out of the package's source: date → festival."""
    tables: dict[str, dict[dt.date, str]] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=table)], value=ast.Dict(keys=keys, values=values)) if table in KINDS:
                pairs = [(_date(key), _festival(value)) for key, value in zip(keys, values, strict=True)]
                tables[table] = dict(pairs)
                if len(tables[table]) != len(pairs):
                    raise ValueError(f"{table} has a date twice")
    if tables.keys() != KINDS.keys():
        raise ValueError(f"no {sorted(KINDS.keys() - tables.keys())} in the source")
    return tables


def _date(node: ast.expr | None) -> dt.date:
    """`datetime.date(year=…, month=…, day=…)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime"), attr="date"), args=[], keywords=keywords):
            return dt.date(**{word.arg: ast.literal_eval(word.value) for word in keywords if word.arg})
    raise ValueError(f"not a date: {ast.dump(node) if node else node}")


def _festival(node: ast.expr) -> str:
    """`Holiday.….value`."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="Holiday"), attr=member), attr="value"):
            return FESTIVALS[member]
    raise ValueError(f"not a festival: {ast.dump(node)}")
