"""Synthetic clues: 2 000 findings of drones, boats, vehicles, monitors and citizens, 2019 to 2026.

1. Draw places of several kinds: near outfalls, around source zones, near county borders (some of them as clusters that
   straddle a border), anywhere, and a few outside the province.
2. Give each a class, a sensor with its typical accuracy, times and a description.
3. Deal them into three batches and plant the faults.
4. Add what an officer would (`assess`), and write down the truth.

The position in `truth.csv` is the one that the row states, brought to CGCS2000: sensors' errors are not simulated.
"""

import csv
import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import shapely
from shapely.geometry import Point

from generate import assess, batches, names, plane
from generate.assess import DISCHARGE, DRINKING, FORGED, HAZARDOUS, OTHER
from generate.outfalls import Outfall
from generate.territory import Territory, moved
from generate.zones import LEVELS, Source

SEED = 20260101
# Batch → rows. The letters start the ids.
BATCHES = {"W": 800, "G": 700, "K": 500}
# Kind of place → clues. What is missing to 2 000 is scattered anywhere.
PLACES = {"outfall": 640, "zone": 400, "border": 300, "cluster": 88, "reassigned": 6, "outside": 20, "vertex": 3}
CLUSTERS = 8
CLUSTER_RADIUS_M = 400
NEAR_BORDER_M = 500
# No clue but the three on purpose is closer to a border, so that the rounding of a file never changes the answer.
CLEAR_OF_BORDER_M = 1.0
# Planted in the batch in WGS 84.
FAULTS = {"missing": 2, "text": 2, "swapped": 2}
DUPLICATED_POSITIONS = 6

SHARES = {  # kind of place → class → share
    "outfall": {DISCHARGE: 66, FORGED: 20, HAZARDOUS: 6, OTHER: 8},
    "zone": {DRINKING: 78, DISCHARGE: 8, HAZARDOUS: 6, OTHER: 8},
    "border": {HAZARDOUS: 50, DISCHARGE: 18, DRINKING: 6, OTHER: 26},
    "cluster": {HAZARDOUS: 100},
    "anywhere": {HAZARDOUS: 30, OTHER: 40, DISCHARGE: 14, FORGED: 8, DRINKING: 8},
}
SENSORS = {  # class → sensor → share
    DRINKING: {"无人机": 40, "无人船": 25, "群众举报": 25, "自动监控": 10},
    DISCHARGE: {"无人机": 34, "无人船": 32, "走航车": 10, "群众举报": 24},
    FORGED: {"自动监控": 88, "群众举报": 12},
    HAZARDOUS: {"无人机": 42, "走航车": 18, "群众举报": 40},
    OTHER: {"无人机": 25, "走航车": 25, "群众举报": 45, "自动监控": 5},
}
# Typical accuracies in metres: drone 3, boat 5, vehicle 10, monitor 1, citizen 30 to 500.
ACCURACIES_M = {
    "无人机": (2, 3, 3, 3, 5),
    "无人船": (3, 5, 5, 8),
    "走航车": (5, 10, 10, 15),
    "自动监控": (1,),
    "群众举报": (30, 50, 50, 100, 100, 200, 300, 500),
}
FINDINGS = {
    DRINKING: ("水源保护区内有生活垃圾堆放", "水面有油膜", "保护区内有网箱养殖", "岸边有冲洗车辆的污水流入水体"),
    DISCHARGE: ("排口出水黄褐色有泡沫", "雨天排口持续出水，水色发黑", "夜间排水，有刺激性气味", "发现暗管向河道排水"),
    FORGED: ("在线监测数值连续多时不变", "采样管被接入清水桶", "监测数据与视频画面不符", "站房门禁记录与运维台账不符"),
    HAZARDOUS: ("路边沟内倾倒废油桶", "林地中堆放不明化工废渣", "废弃厂房内有医疗废物包装", "夜间有罐车倾倒废液"),
    OTHER: ("焚烧秸秆产生浓烟", "料场未覆盖，扬尘明显", "废旧轮胎露天堆放", "施工噪声扰民"),
}
FIRST_DAY, LAST_DAY = dt.date(2019, 1, 1), dt.date(2026, 10, 31)
# Ice on the rivers keeps boats in and drones down: more is found from May to October.
MONTH_WEIGHTS = (3, 3, 5, 8, 11, 12, 12, 12, 11, 10, 6, 4)


@dataclass(frozen=True)
class Clue:
    """One finding. `lon` and `lat` are CGCS2000 degrees; `fault` is empty for a good row."""

    place: str
    lon: float
    lat: float
    counties: tuple[str, ...]
    klass: str = ""
    sensor: str = ""
    accuracy_m: int = 0
    occurred: dt.datetime = dt.datetime.min
    filed: dt.datetime = dt.datetime.min
    description: str = ""
    fault: str = ""
    id: str = ""
    severity: str = ""
    suspected_crime: str = ""
    damage: str = ""


def build(folder: Path, territory: Territory, outfalls: list[Outfall], sources: list[Source]) -> dict:
    """Write the three batches and their truth; return what the manifest counts."""
    rng = Random(SEED)
    drawn = [_describe(rng, territory, clue) for clue in _places(rng, territory, outfalls, sources)]
    dealt = _deal(rng, drawn)
    dealt["W"] = _spoil(rng, dealt["W"])
    rng = Random(assess.SEED)
    dealt = {letter: [assess.assess(rng, clue) for clue in batch] for letter, batch in dealt.items()}
    folder.mkdir(parents=True, exist_ok=True)
    batches.write_csv(folder / "clues-wgs84.csv", dealt["W"])
    batches.write_xlsx(folder / "clues-gcj02.xlsx", dealt["G"], territory)
    batches.write_shapefile(folder / "clues-gk.shp", dealt["K"], territory)
    _write_truth(folder / "truth.csv", [clue for batch in dealt.values() for clue in batch])
    return {letter: _counts(territory, batch) for letter, batch in dealt.items()}


def _places(rng: Random, territory: Territory, outfalls: list[Outfall], sources: list[Source]) -> list[Clue]:
    """Where things were found."""
    clues: list[Clue] = []
    centres = _cluster_centres(rng, territory)
    draws = {
        "outfall": lambda i: _near_outfall(rng, outfalls),
        "zone": lambda i: _around_zone(rng, sources),
        "border": lambda i: _near_border(rng, territory),
        "cluster": lambda i: moved(*centres[i % CLUSTERS], CLUSTER_RADIUS_M * math.sqrt(rng.random()), _turn(rng)),
        "reassigned": lambda i: _in_county(rng, territory, names.GONGZHULING_NEW),
        "anywhere": lambda i: territory.anywhere(rng),
    }
    wanted = PLACES | {"anywhere": sum(BATCHES.values()) - sum(PLACES.values())}
    for place, draw in draws.items():
        while sum(clue.place == place for clue in clues) < wanted[place]:
            lon, lat = draw(len(clues))
            counties = territory.counties_at(lon, lat)
            if len(counties) == 1 and territory.border_distance_m(lon, lat) > CLEAR_OF_BORDER_M:
                clues.append(Clue(place, lon, lat, tuple(counties)))
    clues += [Clue("outside", lon, lat, (), fault="outside") for lon, lat in _outside(rng, territory)]
    clues += [
        Clue("vertex", lon, lat, tuple(territory.counties_at(lon, lat)), fault="boundary")
        for lon, lat in _shared_vertices(rng, territory)
    ]
    return clues


def _near_outfall(rng: Random, outfalls: list[Outfall]) -> tuple[float, float]:
    outfall = rng.choice(outfalls)
    return moved(outfall.lon, outfall.lat, abs(rng.gauss(0, 150)), _turn(rng))


def _around_zone(rng: Random, sources: list[Source]) -> tuple[float, float]:
    """Inside one of the levels, or (one in six) up to a kilometre around the source's widest zone."""
    polygon = rng.choice(sources).levels[rng.choice(LEVELS)]
    if rng.random() < 1 / 6:
        polygon = plane.to_degrees(plane.to_metres(polygon).buffer(1_000, quad_segs=4))
    west, south, east, north = polygon.bounds
    while True:
        lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
        if polygon.contains(Point(lon, lat)):
            return lon, lat


def _near_border(rng: Random, territory: Territory) -> tuple[float, float]:
    start = plane.to_degrees(territory.inner_borders.interpolate(rng.random(), normalized=True))
    return moved(start.x, start.y, NEAR_BORDER_M * rng.random(), _turn(rng))


def _cluster_centres(rng: Random, territory: Territory) -> list[tuple[float, float]]:
    """On borders between two counties; half of them where the prefectures differ too."""
    centres: list[tuple[float, float]] = []
    while len(centres) < CLUSTERS:
        point = plane.to_degrees(territory.inner_borders.interpolate(rng.random(), normalized=True))
        near = territory.neighbours_within(point.x, point.y, CLUSTER_RADIUS_M)
        prefectures = {territory.parent[code] for code in near}
        if len(near) == 2 and len(prefectures) == 1 + len(centres) % 2:
            centres.append((point.x, point.y))
    return centres


def _in_county(rng: Random, territory: Territory, code: str) -> tuple[float, float]:
    while True:
        lon, lat = territory.anywhere(rng)
        if territory.counties_at(lon, lat) == [code]:
            return lon, lat


def _outside(rng: Random, territory: Territory) -> list[tuple[float, float]]:
    """Half of them within 3 km of the province, half up to 60 km away."""
    found: list[tuple[float, float]] = []
    while len(found) < PLACES["outside"]:
        far_m = 3_000 if len(found) % 2 == 0 else 60_000
        start = plane.to_degrees(territory.outline.interpolate(rng.random(), normalized=True))
        lon, lat = moved(start.x, start.y, far_m * rng.random(), _turn(rng))
        if not territory.counties_at(lon, lat) and territory.border_distance_m(lon, lat) > 50:
            found.append((lon, lat))
    return found


def _shared_vertices(rng: Random, territory: Territory) -> list[tuple[float, float]]:
    """Exactly on a vertex that two counties share: of one prefecture, of two, and where three counties meet."""
    corners = shapely.get_coordinates(plane.to_degrees(territory.inner_borders))
    wanted = [(2, 1), (2, 2), (3, 2)]
    found = []
    for i in rng.sample(range(len(corners)), len(corners)):
        counties = territory.counties_at(*corners[i])
        kind = (len(counties), len({territory.parent[code] for code in counties}))
        if kind in wanted:
            wanted.remove(kind)
            found.append((float(corners[i][0]), float(corners[i][1])))
            if not wanted:
                break
    return found


def _describe(rng: Random, territory: Territory, clue: Clue) -> Clue:
    """Class, sensor, accuracy, times and words."""
    klass = _weighted(rng, SHARES.get(clue.place, SHARES["anywhere"]))
    sensor = _weighted(rng, SENSORS[klass])
    if clue.place == "reassigned":  # found under the old superior, filed under the new one
        day = dt.date.fromisoformat(names.CHANGE_DATE) - dt.timedelta(days=rng.randrange(1, 20))
        delay_days = 20 + rng.randrange(20)
    else:
        day = _day(rng, first_year=2024 if clue.place == "cluster" else FIRST_DAY.year)
        delay_days = min(int(rng.expovariate(1 / 4)), 30)
    occurred = dt.datetime.combine(day, dt.time(rng.choice((0, 1, *range(6, 24))), rng.randrange(60)))
    filed = occurred + dt.timedelta(days=delay_days, hours=rng.randrange(1, 9), minutes=rng.randrange(60))
    if filed.date() > LAST_DAY:
        filed = occurred + dt.timedelta(hours=2)
    where = territory.name[clue.counties[0]] if clue.counties else "省界外"
    return replace(
        clue,
        klass=klass,
        sensor=sensor,
        accuracy_m=0 if clue.place == "vertex" else rng.choice(ACCURACIES_M[sensor]),
        occurred=occurred,
        filed=filed,
        description=f"{where}：{rng.choice(FINDINGS[klass])}（示例数据）",
    )


def _day(rng: Random, first_year: int) -> dt.date:
    while True:
        year = rng.randrange(first_year, LAST_DAY.year + 1)
        month = rng.choices(range(1, 13), MONTH_WEIGHTS)[0]
        day = dt.date(year, month, rng.randrange(1, 29))
        if day <= LAST_DAY:
            return day


def _deal(rng: Random, clues: list[Clue]) -> dict[str, list[Clue]]:
    """Into batches, each in the order of filing. What only the batch with `filed` can show goes there."""
    forced = [clue for clue in clues if clue.place in ("reassigned", "vertex")]
    others = [clue for clue in clues if clue.place not in ("reassigned", "vertex")]
    rng.shuffle(others)
    dealt, start = {}, 0
    for letter, size in BATCHES.items():
        first = forced if letter == "W" else []
        end = start + size - len(first)
        batch = sorted(first + others[start:end], key=lambda clue: (clue.filed, clue.lon, clue.lat))
        batch = _repeat_positions(rng, batch, DUPLICATED_POSITIONS // len(BATCHES))
        dealt[letter] = [replace(clue, id=f"SL-{letter}-{i:04}") for i, clue in enumerate(batch, start=1)]
        start = end
    return dealt


def _repeat_positions(rng: Random, batch: list[Clue], count: int) -> list[Clue]:
    """Give some clues the very position of another: the same place, reported twice."""
    batch = list(batch)
    plain = [i for i, clue in enumerate(batch) if clue.place == "anywhere"]
    chosen = rng.sample(plain, 2 * count)
    for first, second in zip(chosen[::2], chosen[1::2], strict=True):
        like = batch[first]
        batch[second] = replace(
            batch[second], lon=like.lon, lat=like.lat, counties=like.counties, description=like.description
        )
    return batch


def _spoil(rng: Random, batch: list[Clue]) -> list[Clue]:
    batch = list(batch)
    plain = [i for i, clue in enumerate(batch) if not clue.fault and clue.place == "outfall"]
    chosen = iter(rng.sample(plain, sum(FAULTS.values())))
    for fault, count in FAULTS.items():
        for _ in range(count):
            i = next(chosen)
            batch[i] = replace(batch[i], fault=fault)
    return batch


def _counts(territory: Territory, batch: list[Clue]) -> dict:
    return {
        "rows": len(batch),
        "faults": dict(sorted(Counter(clue.fault for clue in batch if clue.fault).items())),
        "places": dict(sorted(Counter(clue.place for clue in batch).items())),
        "repeated_positions": len(batch) - len({(clue.lon, clue.lat) for clue in batch}),
        "within_500_m_of_a_border": sum(
            territory.border_distance_m(clue.lon, clue.lat) <= NEAR_BORDER_M for clue in batch
        ),
        "classes": dict(sorted(Counter(clue.klass for clue in batch).items())),
        "sensors": dict(sorted(Counter(clue.sensor for clue in batch).items())),
        "severities": dict(sorted(Counter(clue.severity for clue in batch).items())),
        "suspected_crime": dict(sorted(Counter(clue.suspected_crime for clue in batch).items())),
        "damage": dict(sorted(Counter(clue.damage for clue in batch).items())),
    }


def _write_truth(path: Path, clues: list[Clue]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "lon", "lat", "county_code", "fault"))
        for clue in clues:
            writer.writerow((clue.id, f"{clue.lon:.6f}", f"{clue.lat:.6f}", ";".join(clue.counties), clue.fault))


def _weighted(rng: Random, shares: dict[str, int]) -> str:
    return rng.choices(list(shares), list(shares.values()))[0]


def _turn(rng: Random) -> float:
    return rng.uniform(0, 2 * math.pi)
