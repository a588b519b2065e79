"""A layer definition of a running server in QGIS: all layers open, no feature is missing, and the map is drawn.

    service.py FILE.qlr URL MAP.png
"""

import json
import sys
import urllib.request

from qgis.core import QgsLayerDefinition, QgsMapLayer, QgsProject

from session import end, render, start


def matched(url, name):
    """How many features a collection has, as the server says."""
    with urllib.request.urlopen(f"{url}/collections/{name}/items?limit=1&f=json") as answer:
        return json.load(answer)["numberMatched"]


def main(qlr, url, picture):
    application = start()
    project = QgsProject.instance()
    opened, message = QgsLayerDefinition.loadLayerDefinition(qlr, project, project.layerTreeRoot())
    assert opened, message
    groups = project.layerTreeRoot().children()
    assert len(groups) == 1 and groups[0].name(), [group.name() for group in groups]

    layers = [node.layer() for node in groups[0].findLayers()]
    assert layers and all(layer is not None for layer in layers)
    tiles = [layer for layer in layers if layer.type() == QgsMapLayer.VectorTileLayer]
    features = [layer for layer in layers if layer.type() == QgsMapLayer.VectorLayer]
    assert len(tiles) == 1 and len(tiles) + len(features) == len(layers), [layer.name() for layer in layers]
    for layer in layers:
        assert layer.isValid(), f"{layer.name()}: {layer.source()}: {layer.error().summary()}"
    assert tiles[0].renderer().styles() and tiles[0].labeling().styles()

    for layer in features:
        name = layer.dataProvider().uri().param("typename")
        count = sum(1 for _ in layer.getFeatures())
        expected = matched(url, name)
        assert count == expected > 0, f"{name}: QGIS has {count} features, the server {expected}"
        print(f"{name}: {count} features")
    if features:
        # The tree's first is on top.
        share = render(features, picture.replace(".png", "-features.png"))
        assert share > 0.3, f"only {share:.0%} of the map of the collections is drawn"
    share = render(tiles, picture)
    assert share > 0.3, f"only {share:.0%} of the map of the tiles is drawn"
    end(application)


if __name__ == "__main__":
    main(*sys.argv[1:])
