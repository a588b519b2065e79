"""What is measured, and the plan of a full and of a quick run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import inputs
from .peers import LOCATE

MILLION = 1_000_000
# Peers that are quick enough to show how they grow.
GROWTH_PEERS = ("GeoPandas", "Shapely", "SedonaDB")
# Of ten million points in one province only these are asked: the others were seen at one million.
QUICKEST = ("Shapely", "SedonaDB")


@dataclass
class Locate:
    """Points against the counties of a region."""

    key: str
    zh: str
    en: str
    polygons: Callable[[], Path]
    points: Callable[[], Path]
    count: int
    peers: list[str]
    goal: float | None = None
    # A peer that cannot do all of them in the time is left out, and the table says so.
    all_or_nothing: bool = False
    repeat: int = 3
    budget_s: float = 6.0


@dataclass
class Growth:
    """One line of a plot: the same work at several sizes."""

    key: str
    zh: str
    en: str
    works: list[tuple[int, Locate]] = field(default_factory=list)


def _locate(region: str, kind: str, count: int, is_dense: bool = False, goal: float | None = None) -> Locate:
    place = {"china": ("全国 2 877 县", "China, 2 877 counties"), "jilin": ("吉林 60 县", "Jilin, 60 counties")}[region]
    where = {"uniform": ("均匀", "uniform"), "border": ("距边界 500 米内", "within 500 m of a border")}[kind]
    dense = ("，每县 1 万顶点", ", 10 000 vertices each") if is_dense else ("", "")
    many = count > MILLION
    return Locate(
        key=f"{region}{'-dense' if is_dense else ''}-{kind}-{count}",
        zh=f"{place[0]}{dense[0]}，{where[0]}，{count // 10_000:,} 万点".replace(",", " "),
        en=f"{place[1]}{dense[1]}, {where[1]}, {count / MILLION:g} M",
        polygons=lambda: inputs.dense(region) if is_dense else inputs.polygons(region),
        points=lambda: inputs.points(region, kind),
        count=count,
        # PostGIS and DuckDB take minutes for ten million, which is known from the first million.
        peers=list(LOCATE) if not many else list(GROWTH_PEERS if region == "china" else QUICKEST),
        goal=goal,
        all_or_nothing=many,
        repeat=1 if many else 3,
        # The whole country in any case; of the province only who is done soon.
        budget_s=6.0 if not many else 45.0 if region == "china" else 15.0,
    )


def locates(is_quick: bool) -> list[Locate]:
    if is_quick:
        return [
            _locate("china", "uniform", MILLION, goal=40),
            _locate("china", "border", MILLION, goal=25),
        ]
    return [
        _locate("china", "uniform", MILLION, goal=40),
        _locate("china", "border", MILLION, goal=25),
        _locate("china", "uniform", MILLION, is_dense=True, goal=60),
        _locate("china", "border", MILLION, is_dense=True),
        _locate("china", "uniform", 10 * MILLION, goal=40),
        _locate("china", "border", 10 * MILLION, goal=25),
        _locate("jilin", "uniform", MILLION),
        _locate("jilin", "border", MILLION),
        _locate("jilin", "uniform", MILLION, is_dense=True),
        _locate("jilin", "uniform", 10 * MILLION),
        _locate("jilin", "border", 10 * MILLION),
    ]


def _all_over_china() -> Path:
    return inputs.points("china", "uniform")


def _point_of_growth(key: str, polygons: Callable[[], Path], count: int, points: Callable[[], Path] = _all_over_china) -> Locate:
    return Locate(key, key, key, polygons, points, count, list(GROWTH_PEERS), budget_s=2.0)


def growths() -> list[Growth]:
    """What was measured above at ten million is not measured again."""
    china = lambda: inputs.polygons("china")  # noqa: E731 - a name for what two lines share
    points = Growth("points", "点数", "points")
    for count in (10_000, 100_000, MILLION, 10 * MILLION):
        work = _point_of_growth(f"growth-points-{count}", china, count)
        if count > MILLION:
            work.peers = []
        points.works.append((count, work))
    counties = Growth("polygons", "多边形数", "polygons")
    for count in (60, 250, 1000):
        # Asked about points of their own: elsewhere there is nothing to decide.
        asked = (lambda count=count: inputs.few(count)), inputs.GROWTH_POINTS, (lambda count=count: inputs.points_in_few(count))
        counties.works.append((count, _point_of_growth(f"growth-polygons-{count}", *asked)))
    counties.works.append((2877, _point_of_growth("growth-polygons-2877", china, inputs.GROWTH_POINTS)))
    vertices = Growth("vertices", "每个多边形的顶点数", "vertices per polygon")
    for count in (100, 1000, 10_000):
        vertices.works.append((count, _point_of_growth(f"growth-vertices-{count}", lambda count=count: inputs.plain(count), inputs.GROWTH_POINTS)))
    return [points, counties, vertices]
