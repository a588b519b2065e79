"""Styles of single layers in QGIS: each is taken, and gives rules or names.

    styles.py FILE.qml FILE.sld …
"""

import pathlib
import sys

from qgis.core import QgsVectorLayer

from session import end, start

FIELDS = "&".join(f"field={name}:string" for name in ("code", "name", "level", "type", "status"))
KINDS = {"fill": "MultiPolygon", "line": "MultiLineString", "marker": "Point"}


def kind(path):
    """What a QML's symbols are for, if it has any; an SLD is beside its QML."""
    text = path.with_suffix(".qml").read_text(encoding="utf-8")
    return next((shape for symbol, shape in KINDS.items() if f'type="{symbol}"' in text), None)


def main(*paths):
    application = start()
    for path in map(pathlib.Path, paths):
        if path.suffix == ".sld" and kind(path) is None:
            # QGIS takes no SLD that only writes names.
            continue
        layer = QgsVectorLayer(f"{kind(path) or 'Point'}?crs=EPSG:4490&{FIELDS}", path.stem, "memory")
        load = layer.loadNamedStyle if path.suffix == ".qml" else layer.loadSldStyle
        message, taken = load(str(path))
        assert taken, f"{path.name}: {message}"
        drawn = layer.renderer().type()
        # Points of names are not drawn, and an SLD of names alone has no symbol.
        assert drawn != "singleSymbol" or path.suffix == ".sld", f"{path.name}: {drawn}"
        assert layer.labelsEnabled() or path.suffix == ".sld", path.name
        print(f"{path.name}: {drawn}")
    end(application)


if __name__ == "__main__":
    main(*sys.argv[1:])
