"""What PySAL, scikit-learn and pymannkendall make of the counties of China and of clues: the reference of `engine/tests/it/statistics.rs`.

usage: local_statistics.py COUNTIES.fgb OUT.json

Writes one document of JSON (PySAL prints what it thinks of islands): `codes`; `pairs` of neighbours; `surfaces`, each with `values`, `gi_star`, `moran` and `p`; `clusters`, each with `places`,
`radius_m`, `enough` and `labels`; `series`, each with `values`, `s`, `z`, `p` and `slope`.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pymannkendall
import pyogrio
import pyproj
import shapely
from esda import G_Local, Moran_Local
from libpysal.weights import Queen
from sklearn.cluster import DBSCAN

SEED = 20_261_128
PERMUTATIONS = 9_999
GEOD = pyproj.Geod(ellps="WGS84")


def counties(path: str) -> tuple[list[str], np.ndarray]:
    """Codes and areas in the order of codes."""
    meta, _, wkb, columns = pyogrio.raw.read(path)
    codes = columns[list(meta["fields"]).index("code")]
    order = np.argsort(codes, kind="stable")
    return [codes[i] for i in order], shapely.from_wkb(wkb)[order]


def surfaces(areas: np.ndarray, weights: Queen, rng: np.random.Generator) -> list[dict]:
    """Counts with a pattern, with ties in plenty; and lengths of outlines, with none."""
    places = shapely.get_coordinates(shapely.centroid(areas))
    wave = np.sin(places[:, 0] / 3) + np.cos(places[:, 1] / 2)
    told = []
    for values in (rng.poisson(np.exp(wave)).astype(float), shapely.length(areas)):
        gi = G_Local(values, weights, transform="B", star=True, permutations=0)
        moran = Moran_Local(values, weights, transformation="r", permutations=PERMUTATIONS, seed=SEED)
        told.append({"values": values.tolist(), "gi_star": gi.Zs.tolist(), "moran": moran.Is.tolist(), "p": moran.p_sim.tolist()})
    return told


def clusters(rng: np.random.Generator) -> list[dict]:
    """Clumps and scattered places in Jilin; distances on the ellipsoid, every pair."""
    told = []
    for radius_m, enough in ((800.0, 3), (5_000.0, 5), (20_000.0, 30)):
        middles = rng.uniform([122.0, 41.5], [130.0, 45.5], (40, 2))
        clumps = middles[rng.integers(0, 40, 900)] + rng.normal(0, radius_m / 111_000, (900, 2))
        places = np.vstack([clumps, rng.uniform([122.0, 41.5], [130.0, 45.5], (300, 2))])
        rng.shuffle(places)
        a, b = np.meshgrid(np.arange(len(places)), np.arange(len(places)))
        distances = GEOD.inv(places[a, 0], places[a, 1], places[b, 0], places[b, 1])[2]
        labels = DBSCAN(eps=radius_m, min_samples=enough, metric="precomputed").fit_predict(distances)
        told.append({"places": places.tolist(), "radius_m": radius_m, "enough": enough, "labels": labels.tolist()})
    return told


def series(rng: np.random.Generator) -> list[dict]:
    """Counts through time, rising, falling and neither."""
    told = []
    for step in range(30):
        length = int(rng.integers(4, 40))
        values = rng.poisson(np.clip(5 + (step % 3 - 1) * 0.3 * np.arange(length), 0.5, None)).astype(float)
        found = pymannkendall.original_test(values)
        told.append({"values": values.tolist(), "s": float(found.s), "z": float(found.z), "p": float(found.p), "slope": float(found.slope)})
    return told


def main() -> int:
    """Writes the reference."""
    warnings.filterwarnings("ignore")
    codes, areas = counties(sys.argv[1])
    rng = np.random.default_rng(SEED)
    weights = Queen.from_iterable(areas)
    pairs = sorted([i, j] for i, others in weights.neighbors.items() for j in others if i < j)
    told = {"codes": codes, "pairs": pairs, "surfaces": surfaces(areas, weights, rng), "clusters": clusters(rng), "series": series(rng)}
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
