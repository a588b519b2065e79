"""One module for each peer. Each says which works it can do, and how; `worker` measures them all alike.

A peer's module has `NAME`, `versions()`, and for each work (`Locate`, `Nearest`) a class with

- `__init__(…)`: what it takes is reported as building;
- `load(lon, lat)`: puts the points into the peer's own form, which is not measured: in its own world they would be there already;
- `ways()`: the ways to do it, by name. The quickest on a small sample is the one that is measured, so a peer is seen at its best.

A way returns two arrays: rows of points, and the areas that contain them (or the outfalls that are nearest).
"""

from importlib import import_module
from types import ModuleType

# By name, because one that cannot be imported must not take the others with it.
MODULES = {
    "GeoPandas": "geopandas_join",
    "Shapely": "shapely_tree",
    "SedonaDB": "sedona",
    "DuckDB": "duckdb_spatial",
    "PostGIS": "postgis",
    "SciPy": "scipy_tree",
}
LOCATE = ["GeoPandas", "Shapely", "SedonaDB", "DuckDB", "PostGIS"]
NEAREST = ["SciPy", "DuckDB"]


def module_of(name: str) -> ModuleType:
    return import_module(f".{MODULES[name]}", __name__)
