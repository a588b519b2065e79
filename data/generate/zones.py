"""Synthetic drinking-water source zones, three levels around sources on real rivers and lakes.

The levels are nested: each polygon contains the one inside it, so a place in 一级 lies in three polygons and the
strictest counts. Their sizes are of the order that HJ 338 speaks of; none of them is the delineation of a real source.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import pyogrio
import shapely
from shapely.geometry import LineString, MultiPolygon, Point
from shapely.ops import substring

from generate import geojson, plane, rivers
from generate.territory import Territory

SEED = 747  # after HJ 747, whose codes the ids imitate
LEVELS = ("一级", "二级", "准保护区")
RIVER_SOURCES = 40
RIVER_SOURCES_AT_BORDERS = 8
LAKE_SOURCES = {"松花湖": 3, "查干湖": 1, "月亮泡": 1}
SPACING_M = 15_000
AT_BORDER_M = 400
# Reach upstream, reach downstream and half width of each level along a river.
RIVER_REACH_M = {"一级": (1_000, 100, 100), "二级": (3_000, 300, 1_000), "准保护区": (8_000, 500, 2_000)}
# Radius of water around the intake, and strip of land along it, of each level in a lake.
LAKE_REACH_M = {"一级": (500, 50), "二级": (2_500, 300), "准保护区": (8_000, 1_000)}
SIMPLIFY_M = 5
TIMESTAMP = "2026-10-31T00:00:00Z"


@dataclass(frozen=True)
class Source:
    """A sample drinking-water source."""

    water: str
    name: str
    code: str
    county: str
    point_deg: Point
    levels: dict[str, MultiPolygon]
    established: dt.date


def build(folder: Path, territory: Territory, rivers_folder: Path) -> list[Source]:
    """Write `source-zones.gpkg` and return the sources."""
    rng = Random(SEED)
    shapes = [*_on_lakes(rng, territory, rivers_folder), *_on_rivers(rng, territory, rivers_folder)]
    sources = []
    for number, (water, kind, point_deg, levels) in enumerate(shapes, start=1):
        county = territory.counties_at(point_deg.x, point_deg.y)[0]
        established = dt.date(2005, 1, 1) + dt.timedelta(days=rng.randrange(16 * 365))
        # HJ 747: water system, place, kind, serial. XX0000 is no water system: nobody can mistake it for a real code.
        code = f"SAMPLE-XX0000{county}000{kind}{number:02}"
        name = f"{territory.name[county]}{water}水源地{number:02}（示例数据）"
        sources.append(Source(water, name, code, county, point_deg, levels, established))
    _write(folder / "source-zones.gpkg", sources)
    return sources


def _on_rivers(rng: Random, territory: Territory, folder: Path) -> list[tuple]:
    """Sources along rivers: first some at county borders, then anywhere, never close to each other."""
    candidates = []
    for name, line in rivers.named_lines(folder):
        for along_m in np.arange(2_000, line.length - 500, 500):
            point_deg = plane.to_degrees(line.interpolate(along_m))
            if territory.province.contains(point_deg):
                candidates.append((name, line, float(along_m), point_deg))
    rng.shuffle(candidates)
    inner = territory.inner_borders
    at_border = [c for c in candidates if inner.distance(plane.to_metres(c[3])) < AT_BORDER_M]

    chosen: list[tuple] = []
    for pool, wanted in ((at_border, RIVER_SOURCES_AT_BORDERS), (candidates, RIVER_SOURCES)):
        for candidate in pool:
            if len(chosen) == wanted:
                break
            here = plane.to_metres(candidate[3])
            if all(here.distance(plane.to_metres(other[3])) >= SPACING_M for other in chosen):
                chosen.append(candidate)
    return [
        (name, "S", point_deg, _nest(territory, [_reach(line, along_m, *RIVER_REACH_M[level]) for level in LEVELS]))
        for name, line, along_m, point_deg in chosen
    ]


def _on_lakes(rng: Random, territory: Territory, folder: Path) -> list[tuple]:
    """Sources on the shores of the named lakes, evenly spread so that they do not crowd."""
    result = []
    lakes = rivers.named_lakes(folder)
    for name, count in LAKE_SOURCES.items():
        lake = lakes[name]
        start = rng.random()
        for i in range(count):
            shore = lake.exterior.interpolate((start + i / count) % 1.0, normalized=True)
            point_deg = plane.to_degrees(shore)
            shapes = []
            for level in LEVELS:
                radius_m, strip_m = LAKE_REACH_M[level]
                shapes.append(lake.intersection(shore.buffer(radius_m)).buffer(strip_m, quad_segs=4))
            result.append((name, "R", point_deg, _nest(territory, shapes)))
    return result


def _reach(line: LineString, along_m: float, up_m: float, down_m: float, half_width_m: float) -> shapely.Polygon:
    piece = substring(line, max(0.0, along_m - up_m), min(line.length, along_m + down_m))
    return piece.buffer(half_width_m, quad_segs=4)


def _nest(territory: Territory, shapes: list[shapely.Polygon]) -> dict[str, MultiPolygon]:
    """Simplify, cut at the province's outline (a zone of Jilin ends there), keep the levels nested."""
    levels = {}
    for level, shape in zip(LEVELS, shapes, strict=True):
        polygon = plane.to_degrees(shape.simplify(SIMPLIFY_M))
        if not territory.province.contains(polygon):
            polygon = shapely.intersection(polygon, territory.province, grid_size=1e-6)
            polygon = shapely.transform(polygon, lambda degrees: np.round(degrees, 6))
        polygon = geojson.canonical(shapely.MultiPolygon([p for p in shapely.get_parts(polygon) if p.area > 1e-8]))
        if not polygon.is_valid:
            raise ValueError(f"a {level} zone is invalid: {shapely.is_valid_reason(polygon)}")
        levels[level] = polygon if isinstance(polygon, MultiPolygon) else MultiPolygon([polygon])
    return levels


def _write(path: Path, sources: list[Source]) -> None:
    rows = [
        (f"{s.code}-{i}", s.name.replace("（", f"{level.removesuffix('保护区')}保护区（"), level, s, s.levels[level])
        for s in sources
        for i, level in enumerate(LEVELS, start=1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    # The clock must not be in the file: GDAL writes this instead of "now" into gpkg_contents.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(row[4]) for row in rows], dtype=object),
        field_data=[
            np.array([row[0] for row in rows], dtype=object),
            np.array([row[1] for row in rows], dtype=object),
            np.array([row[2] for row in rows], dtype=object),
            np.array([row[3].name for row in rows], dtype=object),
            np.array([row[3].established for row in rows], dtype="datetime64[D]"),
        ],
        fields=np.array(["id", "name", "level", "source", "established"]),
        layer="source_zones",
        driver="GPKG",
        # A newer version makes the GDAL of Debian 12 warn that it may not know everything in the file.
        dataset_options={"VERSION": "1.2"},
        geometry_type="MultiPolygon",
        crs="EPSG:4490",
    )
