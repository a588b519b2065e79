"""DuckDB with its spatial extension, from the wheel that carries it: its own installer would download it from elsewhere."""

from pathlib import Path

import duckdb
import duckdb_extension_spatial
import numpy as np
import pyarrow as pa
import shapely

from ..earth import earth_centred

NAME = "DuckDB"


def versions() -> str:
    return f"DuckDB {duckdb.__version__}, spatial"


def _open() -> duckdb.DuckDBPyConnection:
    (extension,) = Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension")
    db = duckdb.connect(config={"threads": 1, "allow_unsigned_extensions": "true"})
    db.execute(f"LOAD '{extension}'")
    return db


class Locate:
    def __init__(self, shapes: np.ndarray) -> None:
        self.db = _open()
        wkb = pa.table({"id": np.arange(len(shapes), dtype="u4"), "wkb": shapely.to_wkb(shapes)})
        self.db.register("wkb", wkb)
        self.db.execute("CREATE TABLE area AS SELECT id, ST_GeomFromWKB(wkb) AS shape FROM wkb")

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        numbers = pa.table({"id": np.arange(len(lon), dtype="u4"), "lon": lon, "lat": lat})
        self.db.register("numbers", numbers)
        self.db.execute("CREATE OR REPLACE TABLE point AS SELECT id, ST_Point(lon, lat) AS place FROM numbers")

    def ways(self):
        # The operator builds its tree over the right side, each time; over 2 877 polygons that is nothing.
        return {
            "ST_Intersects": lambda: self._join("ST_Intersects(area.shape, point.place)"),
            "ST_Contains": lambda: self._join("ST_Contains(area.shape, point.place)"),
        }

    def _join(self, condition: str):
        answer = self.db.sql(f"SELECT point.id AS point, area.id AS area FROM point JOIN area ON {condition}").fetchnumpy()
        return answer["point"], answer["area"]


class Nearest:
    """A join on cells of a lattice in space, then the nearest; DuckDB has no operator for it."""

    def __init__(self, lon: np.ndarray, lat: np.ndarray, radius_m: float) -> None:
        self.db, self.radius_m = _open(), radius_m
        self.db.register("numbers", self._numbers(lon, lat))
        # Each outfall stands in its own cell and in all around it, so that a clue looks into one.
        self.db.execute(f"""
            CREATE TABLE outfall AS
            SELECT id, x, y, z, floor(x / {radius_m})::INT + dx AS cx, floor(y / {radius_m})::INT + dy AS cy,
                   floor(z / {radius_m})::INT + dz AS cz
            FROM numbers, range(-1, 2) AS a(dx), range(-1, 2) AS b(dy), range(-1, 2) AS c(dz)""")

    @staticmethod
    def _numbers(lon: np.ndarray, lat: np.ndarray) -> pa.Table:
        x, y, z = earth_centred(lon, lat).T
        return pa.table({"id": np.arange(len(lon), dtype="u4"), "x": x, "y": y, "z": z})

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.db.register("numbers", self._numbers(lon, lat))
        self.db.execute("CREATE OR REPLACE TABLE clue AS SELECT * FROM numbers")

    def ways(self):
        return {"join on cells": self._join}

    def _join(self):
        r = self.radius_m
        answer = self.db.sql(f"""
            SELECT clue, arg_min(outfall, square) AS outfall FROM (
                SELECT clue.id AS clue, outfall.id AS outfall,
                       (clue.x - outfall.x) ** 2 + (clue.y - outfall.y) ** 2 + (clue.z - outfall.z) ** 2 AS square
                FROM clue JOIN outfall ON cx = floor(clue.x / {r})::INT AND cy = floor(clue.y / {r})::INT AND cz = floor(clue.z / {r})::INT)
            WHERE square <= {r * r} GROUP BY clue""").fetchnumpy()
        return answer["clue"], answer["outfall"]
