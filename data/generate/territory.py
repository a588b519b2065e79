"""The counties as the generators ask for them: whose is this place, how far is the next border."""

from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np
import shapely
from shapely.geometry import Point

from generate import geojson, plane


class Territory:
    """The current generation, with an exact predicate on degrees and distances in the plane."""

    def __init__(self, boundaries: Path) -> None:
        features = geojson.read(boundaries / "current" / "county.geojson")
        self.codes = [properties["code"] for properties, _ in features]
        self.name = {properties["code"]: properties["name"] for properties, _ in features}
        self.parent = {properties["code"]: properties["parent"] for properties, _ in features}
        self.geometries = [geometry for _, geometry in features]
        self.tree = shapely.STRtree(self.geometries)
        self.province = geojson.read(boundaries / "current" / "province.geojson")[0][1]
        shapely.prepare(self.province)

    def counties_at(self, lon_deg: float, lat_deg: float) -> list[str]:
        """Codes of the counties that cover a place: none outside, several on a shared border."""
        return sorted(self.codes[i] for i in self.tree.query(Point(lon_deg, lat_deg), predicate="intersects"))

    def counties_of(self, geometry: shapely.Geometry) -> list[str]:
        """Codes of the counties whose interior meets a geometry's."""
        hits = self.tree.query(geometry, predicate="intersects")
        return sorted(self.codes[i] for i in hits if not shapely.touches(self.geometries[i], geometry))

    @cached_property
    def inner_borders(self) -> shapely.MultiLineString:
        """Lines between two counties, in metres of the plane."""
        lines = shapely.union_all([geometry.boundary for geometry in self.geometries])
        return plane.to_metres(shapely.line_merge(shapely.difference(lines, self.province.boundary)))

    @cached_property
    def all_borders(self) -> shapely.Geometry:
        """Every county's outline, prepared for distances, in metres of the plane."""
        lines = plane.to_metres(shapely.multilinestrings([ring for g in self.geometries for ring in _rings(g)]))
        shapely.prepare(lines)
        return lines

    @cached_property
    def outline(self) -> shapely.Geometry:
        """The province's outline in metres of the plane."""
        return plane.to_metres(self.province.boundary)

    def border_distance_m(self, lon_deg: float, lat_deg: float) -> float:
        """Distance to the nearest county border, the province's outline included."""
        return float(shapely.distance(self.all_borders, plane.to_metres(Point(lon_deg, lat_deg))))

    def neighbours_within(self, lon_deg: float, lat_deg: float, radius_m: float) -> list[str]:
        """Codes of the counties within a radius, the place's own included."""
        disc = plane.to_degrees(plane.to_metres(Point(lon_deg, lat_deg)).buffer(radius_m, quad_segs=8))
        return sorted(self.codes[i] for i in self.tree.query(disc, predicate="intersects"))

    def anywhere(self, rng: Random) -> tuple[float, float]:
        """A place inside the province, equally likely by area to within 8 % (degrees of latitude differ)."""
        west, south, east, north = self.province.bounds
        while True:
            lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
            if self.province.contains(Point(lon, lat)):
                return lon, lat


def moved(lon_deg: float, lat_deg: float, distance_m: float, angle_rad: float) -> tuple[float, float]:
    """A place some metres away."""
    start = plane.to_metres(Point(lon_deg, lat_deg))
    step = np.array([np.cos(angle_rad), np.sin(angle_rad)]) * distance_m
    end = plane.to_degrees(Point(start.x + step[0], start.y + step[1]))
    return end.x, end.y


def _rings(geometry: shapely.Geometry) -> list[shapely.LinearRing]:
    return [ring for part in shapely.get_parts(geometry) for ring in (part.exterior, *part.interiors)]
