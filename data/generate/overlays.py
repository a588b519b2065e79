"""Sample overlays: bodies outside GB/T 2260 that handle what happens in parts of several counties.

Such bodies are real; these extents are invented. They lie where an overlay is awkward (across county lines, along a
road, beside the border of the country) and follow no real delineation. Their codes begin with 9, outside GB/T 2260.

1. An area is a closed curve around a middle: an ellipse with a few waves of random phase, kept clear of the outline of
   the province.
2. A road starts at the northern end of the committee's area; its heading sways about a direction.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from random import Random

import shapely
from shapely.geometry import LineString, Point, Polygon

from generate import geojson, names, plane
from generate.territory import Territory

SEED = 922701
COMMITTEE = {"code": "922701", "name": "长白山保护开发区管委会（示例数据，示例范围）", "parent": names.PROVINCE}
ZONE = {"code": "922101", "name": "长春示例产业开发区（示例数据）", "parent": "220100"}
ROAD_NAME = "示例旅游公路（示例数据）"
# What the software takes on both sides of the road. The file holds only the line.
CORRIDOR_M = 1_000
NOTE = "虚构的示例范围，不是任何机构的真实管辖范围。An invented extent, not the true one of any body."

CORNERS = 48
# Waves around an area's curve: how many, and how high as a share of the radius.
WAVES = {2: 0.07, 3: 0.06, 5: 0.04, 8: 0.03}
# An area keeps clear of the province's outline, which there is the border of the country.
CLEAR_OF_OUTLINE_M = 1_000
SIMPLIFY_M = 50
ROAD_STEP_M, ROAD_STEPS = 500, 80
# Sways along a road: how often on its whole length, and how far to either side.
ROAD_SWAYS_RAD = {2: 0.45, 5: 0.35, 11: 0.25}
NORTH_RAD = math.pi / 2


@dataclass(frozen=True)
class Overlay:
    """One overlay: the file it is in, what the file says of it, where it is, and which counties it has to lie in."""

    file: str
    properties: dict[str, str]
    geometry: Polygon | LineString
    counties: tuple[str, ...]

    def ground(self) -> Polygon:
        """What it covers: an area itself, a road with both sides."""
        if isinstance(self.geometry, Polygon):
            return self.geometry
        return plane.to_degrees(plane.to_metres(self.geometry).buffer(CORRIDOR_M))


def build(folder: Path, territory: Territory) -> list[Overlay]:
    """Write one file for each overlay; return them."""
    rng = Random(SEED)
    # Where 安图县, 抚松县 and 长白朝鲜族自治县 come near each other.
    committee = _area(rng, territory, middle_deg=(128.0, 42.06), half_axes_m=(17_000, 32_000))
    # On the line between 南关区 and 双阳区.
    zone = _area(rng, territory, middle_deg=(125.485, 43.661), half_axes_m=(6_000, 4_500))
    # Along the line between 安图县 and 抚松县, from one into the other and back.
    road = _road(rng, committee, towards_rad=NORTH_RAD)
    overlays = [
        Overlay("management-committee", COMMITTEE | {"kind": "管委会"}, committee, ("220621", "220623", "222426")),
        Overlay("development-zone", ZONE | {"kind": "开发区"}, zone, ("220102", "220112")),
        # The same body: a clue beside the road is the committee's.
        Overlay("road", COMMITTEE | {"kind": "公路两侧", "road": ROAD_NAME}, road, ("220621", "222426")),
    ]
    for overlay in overlays:
        _insist(territory, overlay)
        geojson.write(
            folder / f"{overlay.file}.geojson", overlay.file, [(overlay.properties, overlay.geometry)], note=NOTE
        )
    return overlays


def _area(
    rng: Random, territory: Territory, middle_deg: tuple[float, float], half_axes_m: tuple[float, float]
) -> Polygon:
    """A closed curve around a middle, as far as it is clear of the province's outline."""
    middle = plane.to_metres(Point(middle_deg))
    phases_rad = {wave: rng.uniform(0, 2 * math.pi) for wave in WAVES}
    corners = []
    for i in range(CORNERS):
        turn_rad = 2 * math.pi * i / CORNERS
        stretch = 1 + sum(height * math.cos(wave * turn_rad + phases_rad[wave]) for wave, height in WAVES.items())
        east_m, north_m = half_axes_m[0] * math.cos(turn_rad), half_axes_m[1] * math.sin(turn_rad)
        corners.append((middle.x + stretch * east_m, middle.y + stretch * north_m))
    curve = Polygon(corners)
    too_close = territory.outline.intersection(curve.buffer(2 * CLEAR_OF_OUTLINE_M)).buffer(CLEAR_OF_OUTLINE_M)
    inside = curve.intersection(plane.to_metres(territory.province)).difference(too_close)
    main = max(shapely.get_parts(inside), key=lambda part: part.area)
    return geojson.canonical(plane.to_degrees(main.simplify(SIMPLIFY_M)))


def _road(rng: Random, area: Polygon, towards_rad: float) -> LineString:
    """Steps of equal length from the northern end of an area."""
    here = plane.to_metres(Point(max(area.exterior.coords, key=lambda corner: corner[1])))
    places = [(here.x, here.y)]
    phases_rad = {sways: rng.uniform(0, 2 * math.pi) for sways in ROAD_SWAYS_RAD}
    for i in range(ROAD_STEPS):
        along_rad = 2 * math.pi * i / ROAD_STEPS
        heading_rad = towards_rad + sum(
            width_rad * math.sin(sways * along_rad + phases_rad[sways]) for sways, width_rad in ROAD_SWAYS_RAD.items()
        )
        x, y = places[-1]
        places.append((x + ROAD_STEP_M * math.cos(heading_rad), y + ROAD_STEP_M * math.sin(heading_rad)))
    return plane.to_degrees(LineString(places))


def _insist(territory: Territory, overlay: Overlay) -> None:
    """An overlay that does not lie where it is meant to shows nothing: better no file."""
    ground = overlay.ground()
    if (counties := territory.counties_of(ground)) != list(overlay.counties):
        raise ValueError(f"{overlay.file} lies in {counties}, not in {overlay.counties}")
    if not (overlay.geometry.is_simple and overlay.geometry.is_valid and territory.province.contains(ground)):
        raise ValueError(f"{overlay.file} is not a plain shape inside the province")
