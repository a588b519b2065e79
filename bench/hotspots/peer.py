"""PySAL and scikit-learn, in a process of their own: `python -m hotspots.peer`, the task as JSON on standard input."""

import json
import os
import sys
import time

# Before numpy and its like are imported: one thread for everybody.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_variable] = "1"

EARTH_M = 6_371_008.8
PERMUTATIONS = 999


def timed(work, repeat: int) -> tuple[object, float]:
    """What it gives, and the middle one of its processor times, after one run to warm up (Numba compiles then)."""
    result = work()
    costs = []
    for _ in range(repeat):
        began = time.process_time()
        result = work()
        costs.append(time.process_time() - began)
    return result, sorted(costs)[len(costs) // 2]


def statistics(task: dict) -> dict:
    """Gi* and local Moran one by one, as esda has them, and from polygons on."""
    import warnings

    import numpy as np
    from esda import G_Local, Moran_Local
    from libpysal.weights import Queen

    from compare import areas

    warnings.filterwarnings("ignore")
    shapes = areas.read(task["polygons"])
    values = np.fromfile(task["values"])
    weights = Queen.from_iterable(shapes, silence_warnings=True)
    gi, gi_s = timed(lambda: G_Local(values, weights, transform="B", star=True, permutations=PERMUTATIONS, seed=1, n_jobs=1), 5)
    moran, moran_s = timed(lambda: Moran_Local(values, weights, transformation="r", permutations=PERMUTATIONS, seed=1, n_jobs=1), 5)
    _, weights_s = timed(lambda: Queen.from_iterable(shapes, silence_warnings=True), 1)
    np.concatenate([gi.Zs, moran.Is, moran.p_sim]).astype("<f8").tofile(task["answers"])
    alone = [place for place, others in weights.neighbors.items() if not others]
    return {"gi_s": gi_s, "moran_s": moran_s, "weights_s": weights_s, "alone": alone}


def clusters(task: dict) -> dict:
    """DBSCAN by great circles in a ball tree, and by straight lines through the Earth in a k-d tree: the quicker counts."""
    import numpy as np
    from pyproj import Transformer
    from sklearn.cluster import DBSCAN

    lon, lat = np.fromfile(task["points"]).reshape(2, -1)
    radius_m, enough = task["radius_m"], task["enough"]
    spatial = np.column_stack(Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True).transform(lon, lat, np.zeros_like(lon)))
    sphere = np.radians(np.column_stack([lat, lon]))
    straight = DBSCAN(eps=radius_m, min_samples=enough, algorithm="kd_tree")
    great = DBSCAN(eps=radius_m / EARTH_M, min_samples=enough, algorithm="ball_tree", metric="haversine")
    ways = {"kd_tree": lambda: straight.fit_predict(spatial), "ball_tree, haversine": lambda: great.fit_predict(sphere)}
    took = {}
    for name, way in ways.items():
        labels, took[name] = timed(way, task["repeat"]) if task["repeat"] else _once(way)
        # Chords are the ellipsoid's distances to a fraction of a millimetre; great circles are not.
        if name == "kd_tree":
            labels.astype("<i4").tofile(task["answers"])
    return {"ways": took}


def _once(work) -> tuple[object, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def versions() -> dict:
    from importlib.metadata import version

    return {name: version(name) for name in ("esda", "libpysal", "scikit-learn", "numba") if _is_there(name)}


def _is_there(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec("sklearn" if name == "scikit-learn" else name) is not None


def main() -> None:
    task = json.load(sys.stdin)
    # The last core: the first one serves interrupts and whatever else runs here.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    work = {"statistics": statistics, "clusters": clusters}[task["work"]]
    json.dump(work(task) | {"versions": versions()}, sys.stdout)


if __name__ == "__main__":
    main()
