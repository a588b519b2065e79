"""GeoPandas: `sjoin`, which asks a tree of one side with prepared geometries of the other."""

import geopandas
import numpy as np
import shapely

NAME = "GeoPandas"


def versions() -> str:
    return f"GeoPandas {geopandas.__version__}, GEOS {shapely.geos_version_string}"


class Locate:
    def __init__(self, shapes: np.ndarray) -> None:
        self.areas = geopandas.GeoDataFrame(geometry=shapes)
        assert self.areas.sindex is not None  # built on first use, and kept

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.points = shapely.points(lon, lat)

    def ways(self):
        return {"sjoin intersects": lambda: self._join("intersects"), "sjoin within": lambda: self._join("within")}

    def _join(self, predicate: str):
        # A frame of its own each time: it would keep the tree of its points, which belongs to the work.
        points = geopandas.GeoDataFrame(geometry=self.points)
        joined = points.sjoin(self.areas, predicate=predicate)
        return joined.index.to_numpy(), joined["index_right"].to_numpy()
