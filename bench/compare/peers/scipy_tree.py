"""SciPy: a k-d tree over earth-centred coordinates, in which the straight chord orders neighbours as the geodesic does."""

import numpy as np
import scipy
from scipy.spatial import cKDTree

from ..earth import earth_centred

NAME = "SciPy"


def versions() -> str:
    return f"SciPy {scipy.__version__}"


class Nearest:
    def __init__(self, lon: np.ndarray, lat: np.ndarray, radius_m: float) -> None:
        self.tree, self.radius_m = cKDTree(earth_centred(lon, lat)), radius_m

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.lon, self.lat = lon, lat

    def ways(self):
        return {"cKDTree.query": self._query}

    def _query(self):
        # Degrees come in on both sides; that SciPy gives chords and no geodesic metres is to its advantage here.
        places = earth_centred(self.lon, self.lat)
        _, outfalls = self.tree.query(places, distance_upper_bound=self.radius_m, workers=1)
        rows = np.flatnonzero(outfalls < self.tree.n)
        return rows, outfalls[rows]
