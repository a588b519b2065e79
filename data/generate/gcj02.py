"""GCJ-02 from WGS 84: the shift that Chinese map services apply, in the form that is publicly known.

There is no official publication of the formula; this is the one that open-source converters agree on. It is used here
only to write a sample batch. The engine has its own implementation, and this one is its second opinion.
"""

import math

# Krassovsky 1940 ellipsoid, as in the public formula: semi-major axis and first eccentricity squared.
SEMI_MAJOR_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
# The polynomials are centred here.
CENTRE_LON_DEG, CENTRE_LAT_DEG = 105.0, 35.0
# Outside this box the services do not shift: west, east, south, north.
BOX_DEG = (72.004, 137.8347, 0.8293, 55.8271)


def forward(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    """WGS 84 longitude and latitude to GCJ-02."""
    west, east, south, north = BOX_DEG
    if not (west <= lon_deg <= east and south <= lat_deg <= north):
        return lon_deg, lat_deg
    x, y = lon_deg - CENTRE_LON_DEG, lat_deg - CENTRE_LAT_DEG
    lat_rad = math.radians(lat_deg)
    w = 1 - ECCENTRICITY_SQUARED * math.sin(lat_rad) ** 2
    meridian_radius_m = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / w**1.5
    parallel_radius_m = SEMI_MAJOR_M / math.sqrt(w) * math.cos(lat_rad)
    east_deg = math.degrees(_east_m(x, y) / parallel_radius_m)
    north_deg = math.degrees(_north_m(x, y) / meridian_radius_m)
    return lon_deg + east_deg, lat_deg + north_deg


def _east_m(x: float, y: float) -> float:
    smooth = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        smooth
        + _waves(x, ((20, 6), (20, 2)))
        + _waves(x, ((20, 1), (40, 1 / 3)))
        + _waves(x, ((150, 1 / 12), (300, 1 / 30)))
    )


def _north_m(x: float, y: float) -> float:
    smooth = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        smooth
        + _waves(x, ((20, 6), (20, 2)))
        + _waves(y, ((20, 1), (40, 1 / 3)))
        + _waves(y, ((160, 1 / 12), (320, 1 / 30)))
    )


def _waves(t: float, terms: tuple[tuple[float, float], ...]) -> float:
    """Two thirds of a sum of sines; each term is an amplitude and a frequency in half turns per degree."""
    return sum(amplitude * math.sin(frequency * math.pi * t) for amplitude, frequency in terms) * 2 / 3
