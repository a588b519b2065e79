"""Rivers and lakes: a coarse backdrop, and the lines on which sample outfalls and source zones are placed.

Natural Earth 1:10M (public domain) gives the large rivers, good to a kilometre or so. Where a county border follows
a smaller river, the border itself is that river's line, good to the boundary set's accuracy: see `BORDER_RIVERS`.
"""

from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import LineString

from generate import boundaries, extract, geojson, plane

# Natural Earth's rivernum → Chinese name. It calls 646 and 967 both "Di'er Songhua"; 967 is the lower Nen, and
# 第二松花江 has officially been 松花江 since 1988.
RIVER_NAMES = {
    246: "辽河",
    360: "西辽河",
    366: "松花江",
    646: "松花江",
    680: "鸭绿江",
    692: "洮儿河",
    781: "大凌河",
    839: "二道松花江",
    940: "嫩江",
    967: "嫩江",
    1108: "图们江",
    1119: "穆棱河",
}
# Natural Earth's ne_id → Chinese name; two lakes have none in the source.
LAKE_NAMES = {
    1159117583: "查干湖",
    1159122817: "松花湖",
    1159122829: "月亮泡",
    1159126073: "水丰水库",
}


@dataclass(frozen=True)
class BorderRiver:
    """A river whose line is taken from borders between counties."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    flows_towards_deg: tuple[float, float]  # a place downstream, to put the line into flow order


# Each border was compared once with the rivers of World Data Bank II (not used or shipped): the share within 1.7 km of
# that river is given. 东辽河 as the border of 公主岭, 梨树 and 双辽, and 拉林河 along 扶余, are also in gazetteers.
BORDER_RIVERS = (
    BorderRiver("饮马河", (("220112", "220221"),), (126.0, 44.9)),  # 0.96
    BorderRiver(  # 0.99, 1.00, 1.00
        "东辽河", (("220184", "220322"), ("220184", "220302"), ("220322", "220382")), (123.3, 43.3)
    ),
    BorderRiver("拉林河", (("220182", "230113"), ("220781", "230113")), (125.6, 45.6)),  # 0.99, 0.92
)
NATURAL_EARTH, BORDER = "Natural Earth 1:10M", "县界（河流即界）"
# Shorter pieces of a border are corners where it leaves the river.
PIECE_MIN_M = 3_000
NOTE = "背景示意，精度约一千米，不可用于判定归属。A coarse backdrop, good to about 1 km; decides nothing."


def build(folder: Path, sources: Path) -> None:
    """Write `rivers.geojson` and `lakes.geojson`."""
    lines: dict[tuple[str, str], list[LineString]] = {}
    for properties, geometry in geojson.read(sources / extract.RIVERS):
        name = RIVER_NAMES.get(properties["rivernum"], "")
        lines.setdefault((name, NATURAL_EARTH), []).extend(shapely.get_parts(geometry))
    for river in BORDER_RIVERS:
        lines[river.name, BORDER] = _border_line(river)
    features = [
        ({"name": name, "origin": origin}, shapely.multilinestrings(parts)) for (name, origin), parts in lines.items()
    ]
    geojson.write(folder / "rivers.geojson", "rivers", features, note=NOTE)

    lakes = [
        ({"name": LAKE_NAMES.get(properties["ne_id"], "")}, geojson.canonical(geometry))
        for properties, geometry in geojson.read(sources / extract.LAKES)
    ]
    geojson.write(folder / "lakes.geojson", "lakes", lakes, note=NOTE)


def named_lines(folder: Path) -> list[tuple[str, LineString]]:
    """The pieces of all rivers that have a name, in flow order, in metres of the plane.

    The lines that the source draws through lakes are left out: nothing stands on open water.
    """
    water = shapely.union_all(list(named_lakes(folder).values()))
    return [
        (properties["name"], dry)
        for properties, geometry in geojson.read(folder / "rivers.geojson")
        if properties["name"]
        for piece in geometry.geoms
        for dry in shapely.get_parts(shapely.difference(plane.to_metres(piece), water))
    ]


def named_lakes(folder: Path) -> dict[str, shapely.Polygon]:
    """Lakes that have a name, in metres of the plane."""
    return {
        properties["name"]: plane.to_metres(geometry)
        for properties, geometry in geojson.read(folder / "lakes.geojson")
        if properties["name"]
    }


def _border_line(river: BorderRiver) -> list[LineString]:
    """Shared borders as lines in flow order."""
    county = {
        feature[0]["code"]: feature[1]
        for province in sorted({code[:2] + "0000" for pair in river.pairs for code in pair})
        for feature in boundaries.load_counties("amap", province)
    }
    shared = [shapely.intersection(county[a].boundary, county[b].boundary) for a, b in river.pairs]
    segments = [part for piece in shared for part in shapely.get_parts(piece) if part.geom_type == "LineString"]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(segments)))
    kept = [_in_flow_order(line, river) for line in merged if plane.to_metres(line).length >= PIECE_MIN_M]
    return sorted(kept, key=lambda line: line.coords[0])


def _in_flow_order(line: LineString, river: BorderRiver) -> LineString:
    mouth = shapely.Point(river.flows_towards_deg)
    first, last = shapely.Point(line.coords[0]), shapely.Point(line.coords[-1])
    return line if last.distance(mouth) < first.distance(mouth) else line.reverse()
