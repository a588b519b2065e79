"""The three files in which clues arrive, each awkward in its own, realistic way."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pyproj
import shapely
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from generate import gcj02
from generate.territory import Territory

if TYPE_CHECKING:  # `clues` imports this module
    from generate.clues import Clue

CSV_HEADER = (
    "id",
    "lon",
    "lat",
    "accuracy_m",
    "sensor",
    "class",
    "occurred",
    "filed",
    "description",
    "severity",
    "suspected_crime",
    "damage",
)
XLSX_HEADER = (
    "线索编号",
    "发现时间",
    "经度",
    "纬度",
    "坐标系",
    "精度(米)",
    "来源",
    "问题类别",
    "所在县",
    "描述",
    "严重程度",
    "涉嫌犯罪",
    "生态环境损害",
)
XLSX_WIDTHS = (14, 18, 13, 13, 10, 10, 11, 26, 24, 52, 10, 10, 14)
# At most 10 bytes of GBK each: five Chinese characters. The last is what DBF writers leave of 生态环境损害.
DBF_FIELDS = (
    "线索编号",
    "发现时间",
    "精度米",
    "来源",
    "问题类别",
    "所在县",
    "描述",
    "严重程度",
    "涉嫌犯罪",
    "生态环境损",
)
# CGCS2000 / 3-degree Gauss-Kruger CM 126E: easting 500 000 m, no zone prefix.
GAUSS_KRUGER = "EPSG:4551"
FIXED_TIME = "2026-10-31T00:00:00Z"
FIXED_DATE = "2026-10-31"
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# The earliest time a zip entry can carry.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
DBF_LANGUAGE_BYTE = 29
TEXTS = (("不详", "不详"), ("东经125度多", "北纬43度多"))


def write_csv(path: Path, clues: list[Clue]) -> None:
    """UTF-8, WGS 84 degrees, neutral headers; local time (UTC+8) without an offset. The planted faults are here."""
    texts = iter(TEXTS)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CSV_HEADER)
        for clue in clues:
            position = (f"{clue.lon:.6f}", f"{clue.lat:.6f}")
            match clue.fault:
                case "missing":
                    position = ("", "")
                case "text":
                    position = next(texts)
                case "swapped":
                    position = position[::-1]
            times = (clue.occurred.isoformat(), clue.filed.isoformat())
            writer.writerow(
                (
                    clue.id,
                    *position,
                    clue.accuracy_m,
                    clue.sensor,
                    clue.klass,
                    *times,
                    clue.description,
                    clue.severity,
                    clue.suspected_crime,
                    clue.damage,
                )
            )


def write_xlsx(path: Path, clues: list[Clue], territory: Territory) -> None:
    """Chinese headers, GCJ-02 as a map app gives it, real numbers and real dates in the cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "示例数据"
    sheet.append(XLSX_HEADER)
    for clue in clues:
        lon, lat = (round(degrees, 6) for degrees in gcj02.forward(clue.lon, clue.lat))
        sheet.append(
            (
                clue.id,
                clue.occurred,
                lon,
                lat,
                "GCJ-02",
                clue.accuracy_m,
                clue.sensor,
                clue.klass,
                _county_name(clue, territory),
                clue.description,
                # An empty text would be a cell with a text in it.
                clue.severity or None,
                clue.suspected_crime or None,
                clue.damage or None,
            )
        )
        sheet.cell(sheet.max_row, 2).number_format = "yyyy-mm-dd hh:mm"
        for column in (3, 4):
            sheet.cell(sheet.max_row, column).number_format = "0.000000"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(XLSX_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    book.properties.creator = "Bailiwick 示例数据"
    book.save(path)
    _fix_zip(path)


def _fix_zip(path: Path) -> None:
    """Take the clock out: openpyxl stamps entries and docProps with now. Stored, so that no zlib decides the bytes."""
    with zipfile.ZipFile(path) as old:
        entries = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name, content in entries:
            if name == "docProps/core.xml":
                content = STAMP.sub(rb"\g<1>" + FIXED_TIME.encode(), content)
            new.writestr(zipfile.ZipInfo(name, ZIP_TIME), content)


def write_shapefile(path: Path, clues: list[Clue], territory: Territory) -> None:
    """Gauss-Krüger metres, attributes in GBK, and nothing that says so: no `.cpg`, language-driver byte 0."""
    to_grid = pyproj.Transformer.from_crs("EPSG:4490", GAUSS_KRUGER, always_xy=True)
    east, north = to_grid.transform([clue.lon for clue in clues], [clue.lat for clue in clues])
    points = shapely.points(np.round(np.column_stack([east, north]), 3))  # millimetres
    columns = [
        [clue.id for clue in clues],
        [clue.occurred.strftime("%Y-%m-%d %H:%M") for clue in clues],
        [clue.accuracy_m for clue in clues],
        [clue.sensor for clue in clues],
        [clue.klass for clue in clues],
        [_county_name(clue, territory) for clue in clues],
        [clue.description for clue in clues],
        [clue.severity for clue in clues],
        [clue.suspected_crime for clue in clues],
        [clue.damage for clue in clues],
    ]
    types = [np.int32 if name == "精度米" else object for name in DBF_FIELDS]
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(point) for point in points], dtype=object),
        field_data=[np.array(column, dtype=kind) for column, kind in zip(columns, types, strict=True)],
        fields=np.array(DBF_FIELDS),
        driver="ESRI Shapefile",
        geometry_type="Point",
        crs=GAUSS_KRUGER,
        encoding="GBK",
        layer_options={"RESIZE": "YES", "DBF_DATE_LAST_UPDATE": FIXED_DATE},
    )
    path.with_suffix(".cpg").unlink()
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[DBF_LANGUAGE_BYTE] = 0
    path.with_suffix(".dbf").write_bytes(dbf)


def _county_name(clue: Clue, territory: Territory) -> str:
    """What the reporter wrote as the county; outside the province, nothing."""
    return territory.name[clue.counties[0]] if clue.counties else ""
