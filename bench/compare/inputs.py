"""Makes what is measured: areas, and points by seed. Everything is kept, and made anew only when it is not there."""

from pathlib import Path

import numpy as np
import pyogrio
import shapely

from . import areas
from .places import CHINA, INPUTS, JILIN

SEEDS = {"uniform": 20_250_101, "border": 20_250_102, "outfalls": 20_250_103, "clues": 20_250_104, "batch": 20_250_105}
POINTS = 10_000_000
# Points of one step of a plot that shows growth.
GROWTH_POINTS = 200_000
BORDER_M = 500.0
DENSE_VERTICES = 10_000
PLAIN_DEGREES = 0.05
OUTFALLS = 100_000
CLUES = 1_000_000
# One degree of latitude, near enough: what is made is a distribution, no distance that anybody is told.
DEGREE_M = 111_195.0
SOURCES = {"jilin": JILIN / "boundaries/current/county.geojson", "china": CHINA}


def kept(name: str, make) -> Path:
    """The file of that name in the cache, made on first use."""
    path = INPUTS / name
    if not path.exists():
        INPUTS.mkdir(parents=True, exist_ok=True)
        print(f"  {name} …", flush=True)
        make(path)
    return path


def polygons(region: str) -> Path:
    """Counties of a region in the order of their file."""
    return kept(f"{region}.areas", lambda path: areas.write(path, shapely.from_wkb(pyogrio.raw.read(SOURCES[region])[2])))


def dense(region: str, vertices: int = DENSE_VERTICES) -> Path:
    """The same, each densified to so many vertices; the few that have more keep theirs."""
    return kept(f"{region}-dense-{vertices}.areas", lambda path: areas.write(path, _densified(areas.read(polygons(region)), vertices)))


def few(count: int) -> Path:
    """So many counties of China."""
    return kept(f"china-{count}-counties.areas", lambda path: areas.write(path, _nearest_to_each_other(count)))


def plain(vertices: int) -> Path:
    """China drawn plainly, some dozens of vertices a county, then densified to so many: one shape in several resolutions."""

    def make(path: Path) -> None:
        simplified = shapely.coverage_simplify(areas.read(polygons("china")), PLAIN_DEGREES)
        areas.write(path, _densified(simplified, vertices))

    return kept(f"china-plain-{vertices}.areas", make)


def _nearest_to_each_other(count: int) -> np.ndarray:
    """A compact country of so many counties: those nearest to the middle one, so that borders are shared as in the whole."""
    shapes = areas.read(polygons("china"))
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    from_middle = np.hypot(*(centres - np.median(centres, axis=0)).T)
    return shapes[np.sort(np.argsort(from_middle, kind="stable")[:count])]


def _densified(shapes: np.ndarray, wanted: int) -> np.ndarray:
    # By hand, because a list of polygons and multipolygons is no sequence to numpy.
    result = np.empty(len(shapes), dtype=object)
    result[:] = [_with_vertices(shape, wanted) for shape in shapes]
    return result


def _with_vertices(shape: shapely.Geometry, wanted: int) -> shapely.Geometry:
    vertices = shapely.get_num_coordinates(shape)
    if vertices >= wanted:
        return shape
    # The shortfall goes to the edges evenly by number: piece i of k lies at i/k, interpolated in floats.
    edges = vertices - shapely.get_num_interior_rings(shapely.get_parts(shape)).sum() - shapely.get_num_geometries(shape)
    pieces = np.diff(np.linspace(0, wanted - vertices + edges, edges + 1).astype(int))
    used = 0

    def split(ring: shapely.LinearRing) -> np.ndarray:
        nonlocal used
        at = shapely.get_coordinates(ring)
        counts = pieces[used : used + len(at) - 1]
        used += len(at) - 1
        edge = np.repeat(np.arange(len(at) - 1), counts)
        along = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        t = (along / counts[edge])[:, None]
        return np.vstack([at[edge] + (at[edge + 1] - at[edge]) * t, at[-1:]])

    parts = []
    for part in shapely.get_parts(shape):
        exterior, *interiors = (split(ring) for ring in (part.exterior, *part.interiors))
        parts.append(shapely.Polygon(exterior, interiors))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def points(region: str, kind: str) -> Path:
    """Ten million points, all longitudes and then all latitudes, f64; any first so many of them are a fair sample."""
    make = {"uniform": _uniform, "border": _near_a_border}[kind]
    return kept(f"{region}-{kind}.points", lambda path: _write_points(path, *make(region)))


def points_in_few(count: int) -> Path:
    """Two hundred thousand points uniform over so many counties."""
    return kept(f"china-{count}-counties.points", lambda path: _write_points(path, *_uniform_over(areas.read(few(count)), GROWTH_POINTS)))


def _write_points(path: Path, lon: np.ndarray, lat: np.ndarray) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.ascontiguousarray(lon, dtype="<f8").tofile(file)
        np.ascontiguousarray(lat, dtype="<f8").tofile(file)
    partial.rename(path)


def read_points(path: Path, limit: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of the first so many."""
    both = np.memmap(path, dtype="<f8", mode="r").reshape(2, -1)[:, :limit]
    return np.array(both[0]), np.array(both[1])


def _uniform(region: str) -> tuple[np.ndarray, np.ndarray]:
    """Uniform (in degrees) over the union of the counties: each gets points in its box by the box's size, and keeps those inside."""
    return _uniform_over(areas.read(polygons(region)), POINTS)


def _uniform_over(shapes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(SEEDS["uniform"])
    west, south, east, north = shapely.bounds(shapes).T
    boxes = (east - west) * (north - south)
    share = boxes / shapely.area(shapes).sum()
    # A little more than wanted: how many fall inside is chance.
    draws = rng.poisson(share * count * 1.01 + 1)
    lon, lat = [], []
    for shape, w, s, e, n, draw in zip(shapes, west, south, east, north, draws, strict=True):
        x, y = rng.uniform(w, e, draw), rng.uniform(s, n, draw)
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, x, y)
        lon.append(x[inside])
        lat.append(y[inside])
    lon, lat = np.concatenate(lon), np.concatenate(lat)
    order = rng.permutation(len(lon))[:count]
    assert len(order) == count, len(lon)
    return lon[order], lat[order]


def _near_a_border(region: str) -> tuple[np.ndarray, np.ndarray]:
    """A place drawn evenly along the length of all borders (a shared one counts once), moved evenly within a disc."""
    rng = np.random.default_rng(SEEDS["border"])
    vertices, rings, *_ = areas.arrays(polygons(region))
    first = np.ones(len(vertices), dtype=bool)
    first[rings[1:].astype(int) - 1] = False
    start = np.flatnonzero(first)
    a, b = vertices[start], vertices[start + 1]
    # The two sides of a shared border run in opposite directions: put each edge's ends in order, then they are equal.
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    edges = np.unique(np.hstack([np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)]), axis=0)
    a, b = edges[:, :2], edges[:, 2:]
    to_m = np.column_stack([np.cos(np.radians(a[:, 1])) * DEGREE_M, np.full(len(a), DEGREE_M)])
    length = np.hypot(*((b - a) * to_m).T)
    upto = np.cumsum(length)
    edge = np.searchsorted(upto, rng.uniform(0, upto[-1], POINTS))
    place = a[edge] + (b[edge] - a[edge]) * rng.uniform(0, 1, (POINTS, 1))
    away, turn = BORDER_M * np.sqrt(rng.uniform(0, 1, POINTS)), rng.uniform(0, 2 * np.pi, POINTS)
    moved = place + np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None] / to_m[edge]
    return moved[:, 0], moved[:, 1]


def outfalls_and_clues() -> tuple[Path, Path]:
    """Both uniform over the bounding box of Jilin."""
    west, south, east, north = shapely.total_bounds(areas.read(polygons("jilin")))

    def make(name: str, count: int):
        rng = np.random.default_rng(SEEDS[name])
        return lambda path: _write_points(path, rng.uniform(west, east, count), rng.uniform(south, north, count))

    return kept("jilin.outfalls", make("outfalls", OUTFALLS)), kept("jilin.clues", make("clues", CLUES))


def batch(rows: int, kind: str = "uniform") -> Path:
    """Clues as a user would have them in Parquet, with the columns that the rules read: uniform over Jilin, or near its borders and
    uncertain by 100 m."""

    def make(path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rng = np.random.default_rng(SEEDS["batch"])
        lon, lat = read_points(points("jilin", kind), rows)
        occurred = np.datetime64("2023-01-01") + rng.integers(0, 365 * 3, rows)
        accuracy_m = 10.0 if kind == "uniform" else 100.0
        one_of = lambda *words: pa.array(np.array(words)[rng.integers(0, len(words), rows)])  # noqa: E731 - a word for each row
        table = pa.table(
            {
                "id": pa.array([f"B-{i:08}" for i in range(rows)]),
                "lon": lon,
                "lat": lat,
                "accuracy_m": np.full(rows, accuracy_m),
                "class": one_of("饮用水水源地污染", "入河排污口非法排污", "危险废物非法排放倾倒处置", "畜禽养殖污染", "其他"),
                "sensor": one_of("无人机", "走航车", "自动监控", "群众举报"),
                "severity": one_of("一般", "一般", "较重", "严重", "重大"),
                "suspected_crime": one_of("是", "否", "否", "否"),
                "damage": one_of("是", "否", "否", "否"),
                "occurred": pa.array(occurred.astype("datetime64[D]").astype(str)),
                "filed": pa.array((occurred + rng.integers(0, 9, rows)).astype("datetime64[D]").astype(str)),
            }
        )
        pq.write_table(table, path, compression="zstd")

    return kept(f"batch-{kind}-{rows}.parquet", make)
