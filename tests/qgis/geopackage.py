"""A GeoPackage in QGIS: all layers open with the styles in the file, no feature is missing, and the map is drawn.

    geopackage.py FILE.gpkg COUNTS.json MAP.png

COUNTS.json says how many features each layer has.
"""

import json
import pathlib
import sys

from qgis.core import QgsDataProvider, QgsProject, QgsVectorLayer

from session import end, render, start

# From the ground up; others lie on top.
ORDER = ["provinces", "prefectures", "counties", "lakes", "rivers", "overlays", "zones", "borders", "outfalls", "clues"]
ORDER += ["hotspot_counties", "hotspot_cells", "borders_risk", "border_segments"]
ORDER += ["hotspot_scan", "hotspots", "hotspot_clues"]


def main(package, counts, picture):
    application = start()
    counts = json.loads(pathlib.Path(counts).read_text(encoding="utf-8"))
    whole = QgsVectorLayer(package, "whole", "ogr")
    names = [part.split(QgsDataProvider.sublayerSeparator())[1] for part in whole.dataProvider().subLayers()]
    # The table of the styles is no layer of the map.
    assert sorted(set(names) - {"layer_styles"}) == sorted(counts), (names, counts)

    layers = {}
    for name, count in counts.items():
        layer = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        found = sum(1 for _ in layer.getFeatures())
        assert layer.featureCount() == count == found, f"{name}: {layer.featureCount()} and {found}, not {count}"
        assert layer.crs().authid() == "EPSG:4490", (name, layer.crs().authid())
        # Without a style of its own a layer has one symbol of a colour by chance.
        assert layer.renderer().type() != "singleSymbol", f"{name} opens without the style in the file"
        number, *_ = layer.listStylesInDatabase()
        assert number == 1, (name, number)
        layers[name] = layer
        print(f"{name}: {count} features, {layer.renderer().type()}")
    QgsProject.instance().addMapLayers(layers.values())
    # Names stand at the areas already.
    drawn = [name for name in layers if name != "labels"]
    drawn.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER), reverse=True)
    share = render([layers[name] for name in drawn], picture)
    assert share > 0.3, f"only {share:.0%} of the map is drawn"
    end(application)


if __name__ == "__main__":
    main(*sys.argv[1:])
