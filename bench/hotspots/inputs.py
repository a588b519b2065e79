"""What is measured on: values of the counties of China, clues in clumps, places of a scan, a batch of clues. Made by seed, kept in the cache."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely

from compare import areas
from compare.inputs import kept, polygons

SEED = 20_261_128
CLUMPS = 500
CLUMP_M = 3_000
# A degree of latitude and one of longitude in the middle of Jilin, near enough for a distribution.
DEGREE_M = np.array([81_000.0, 111_000.0])
# Hexagons of the default size are some 5.5 km apart.
SPACING_DEG = np.array([0.067, 0.05])


def values() -> Path:
    """A number for each county: a wave over the country and noise, without ties."""

    def make(path: Path) -> None:
        places = shapely.get_coordinates(shapely.centroid(areas.read(polygons("china"))))
        wave = np.sin(places[:, 0] / 3) + np.cos(places[:, 1] / 2)
        (wave + np.random.default_rng(SEED).normal(0, 0.7, len(wave))).astype("<f8").tofile(path)

    return kept("china-values.floats", make)


def _in_jilin(rng: np.random.Generator, count: int) -> np.ndarray:
    ground = shapely.union_all(areas.read(polygons("jilin")))
    shapely.prepare(ground)
    west, south, east, north = ground.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        tried = rng.uniform([west, south], [east, north], (2 * count, 2))
        found = np.vstack([found, tried[shapely.contains_xy(ground, tried[:, 0], tried[:, 1])]])
    return found[:count]


def _clumped(rng: np.random.Generator, count: int) -> np.ndarray:
    """Seven in ten anywhere in Jilin, the others in clumps."""
    anywhere = _in_jilin(rng, count * 7 // 10)
    middles = _in_jilin(rng, CLUMPS)[rng.integers(0, CLUMPS, count - len(anywhere))]
    places = np.vstack([anywhere, middles + rng.normal(0, CLUMP_M, (len(middles), 2)) / DEGREE_M])
    rng.shuffle(places)
    return places


def _write_points(path: Path, places: np.ndarray) -> None:
    np.ascontiguousarray(places.T, dtype="<f8").tofile(path)


def clues(count: int) -> Path:
    """So many clues as points."""
    return kept(f"jilin-clumps-{count}.points", lambda path: _write_points(path, _clumped(np.random.default_rng(SEED), count)))


def scanned_places() -> Path:
    """A lattice over Jilin, as dense as the hexagons of a scan."""

    def make(path: Path) -> None:
        ground = shapely.union_all(areas.read(polygons("jilin")))
        west, south, east, north = ground.bounds
        lon, lat = np.meshgrid(np.arange(west, east, SPACING_DEG[0]), np.arange(south, north, SPACING_DEG[1]))
        lattice = np.column_stack([lon.ravel(), lat.ravel()])
        _write_points(path, lattice[shapely.contains_xy(ground, lattice[:, 0], lattice[:, 1])])

    return kept("jilin-lattice.points", make)


def batch(count: int) -> Path:
    """So many clues of a year as a CSV, all in Jilin."""

    def make(path: Path) -> None:
        rng = np.random.default_rng(SEED)
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["编号", "经度", "纬度", "发生日期"])
            for row, ((lon, lat), day) in enumerate(zip(_clumped(rng, count), rng.integers(0, 365, count), strict=True)):
                rows.writerow([f"B{row + 1}", f"{lon:.6f}", f"{lat:.6f}", date(2025, 1, 1) + timedelta(days=int(day))])

    return kept(f"jilin-clumps-{count}.csv", make)
