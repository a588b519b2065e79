"""Positions in space, for peers that know no ellipsoid."""

import numpy as np

_SEMI_MAJOR_AXIS_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_141_317


def earth_centred(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """Metres from the earth's centre, one row a position."""
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    normal = _SEMI_MAJOR_AXIS_M / np.sqrt(1.0 - _ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    across = normal * np.cos(lat)
    return np.column_stack([across * np.cos(lon), across * np.sin(lon), normal * (1.0 - _ECCENTRICITY_SQUARED) * np.sin(lat)])
