"""Sample of a joint action: an area across the border of two prefectures, and a roster of inspectors to draw from.

1. The area is the disc around the outfall that has the most others near it, among those whose disc lies in several
   prefectures and inside the province.
2. The roster has people of the province, of each prefecture of the area, of each of its counties, and of two
   prefectures that have nothing to do with it. Their names are numbers; nobody is meant.
"""

import csv
from pathlib import Path

import shapely
from shapely.geometry import Point, Polygon

from generate import geojson, names, plane
from generate.outfalls import Outfall
from generate.territory import Territory

RADIUS_M = 4_000
CORNERS_OF_QUARTER = 6
AREA = "area-sample"
ROSTER = "roster-sample.csv"
ID = "示例区域-1"
NOTE = "虚构的示例区域，不指向任何真实问题。An invented area; it refers to no finding."
REMARK = "示例数据"
HEADER = ("姓名", "单位", "证号", "职务", "回避", "数据说明")
# How many people each unit sends: the province, a prefecture of the area, a county of it, another prefecture.
OF_PROVINCE, OF_PREFECTURE, OF_COUNTY, OF_OTHERS = 4, 3, 3, 4
ROLES = ("执法", "监测", "法律")


def build(folder: Path, territory: Territory, register: list[Outfall]) -> dict[str, int]:
    """Write the area and the roster; return counts."""
    folder.mkdir(parents=True, exist_ok=True)
    places = [plane.to_metres(Point(outfall.lon, outfall.lat)) for outfall in register]
    discs = {outfall.id: _disc(place) for outfall, place in zip(register, places, strict=True)}
    near = {
        outfall.id: sum(place.dwithin(other, RADIUS_M) for other in places)
        for outfall, place in zip(register, places, strict=True)
    }
    best = max(
        (outfall for outfall in register if _suits(territory, discs[outfall.id])), key=lambda o: (near[o.id], o.id)
    )
    area = discs[best.id]
    geojson.write(folder / f"{AREA}.geojson", AREA, [({"id": ID, "sample": True}, area)], note=NOTE)

    counties = territory.counties_of(area)
    rows = _people(territory, counties)
    with (folder / ROSTER).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return {"people": len(rows), "counties": len(counties), "outfalls": near[best.id]}


def _disc(place: Point) -> Polygon:
    return geojson.canonical(plane.to_degrees(place.buffer(RADIUS_M, quad_segs=CORNERS_OF_QUARTER)))


def _suits(territory: Territory, disc: Polygon) -> bool:
    prefectures = {territory.parent[code] for code in territory.counties_of(disc)}
    return len(prefectures) > 1 and shapely.contains(territory.province, disc)


def _people(territory: Territory, counties: list[str]) -> list[tuple[str, ...]]:
    prefectures = sorted({territory.parent[code] for code in counties})
    others = [code for code in sorted(set(territory.parent.values())) if code not in prefectures][:2]
    units = [(names.PROVINCE, OF_PROVINCE)]
    units += [(code, OF_PREFECTURE) for code in prefectures]
    units += [(code, OF_COUNTY) for code in counties]
    units += [(code, OF_OTHERS) for code in others]
    posts = [(unit, number) for unit, count in units for number in range(count)]
    # One of the second other prefecture keeps away from the first county.
    recused = len(posts) - 1
    return [
        (
            f"示例人员{place + 1:02d}",
            unit,
            f"SAMPLE-{place + 1:03d}",
            ROLES[number % len(ROLES)],
            counties[0] if place == recused else "",
            REMARK,
        )
        for place, (unit, number) in enumerate(posts)
    ]
