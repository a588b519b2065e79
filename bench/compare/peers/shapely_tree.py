"""Shapely 2: its tree, in the three ways in which a careful user would use it."""

import numpy as np
import shapely

NAME = "Shapely"


def versions() -> str:
    return f"Shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"


class Locate:
    def __init__(self, shapes: np.ndarray) -> None:
        self.shapes = shapes
        self.tree = shapely.STRtree(shapes)
        shapely.prepare(shapes)

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.lon, self.lat = lon, lat
        self.points = shapely.points(lon, lat)

    def ways(self):
        return {
            "STRtree.query(points, intersects)": self._points_ask,
            "boxes, then intersects_xy, prepared": self._boxes_then_prepared,
            "STRtree of points, polygons ask": self._areas_ask,
        }

    def _points_ask(self):
        return self.tree.query(self.points, predicate="intersects")

    def _boxes_then_prepared(self):
        rows, areas = self.tree.query(self.points)
        # Polygon by polygon, so that each one's prepared edges stay in the cache.
        order = np.argsort(areas, kind="stable")
        rows, areas = rows[order], areas[order]
        hit = shapely.intersects_xy(self.shapes[areas], self.lon[rows], self.lat[rows])
        return rows[hit], areas[hit]

    def _areas_ask(self):
        areas, rows = shapely.STRtree(self.points).query(self.shapes, predicate="intersects")
        return rows, areas
