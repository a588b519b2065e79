"""The plane in which the generators measure metres.

Lambert azimuthal equal-area about the middle of Jilin on CGCS2000's ellipsoid. At the corners of the province, 400 km
away, a length is wrong by less than 0.1 %: enough to place sample data, not meant for anything else.
"""

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

_TO_PLANE = pyproj.Transformer.from_pipeline("+proj=laea +lat_0=43.6 +lon_0=126.5 +ellps=GRS80")


def to_metres(geometry: BaseGeometry) -> BaseGeometry:
    """Degrees to metres."""
    return shapely.transform(geometry, lambda deg: np.column_stack(_TO_PLANE.transform(deg[:, 0], deg[:, 1])))


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Metres to degrees, rounded to micro-degrees like everything that is written."""
    return shapely.transform(geometry, _inverse)


def _inverse(metres: np.ndarray) -> np.ndarray:
    lon, lat = _TO_PLANE.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
    return np.round(np.column_stack([lon, lat]), 6)
