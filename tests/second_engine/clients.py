"""A current GDAL (that of pyogrio) as a client of the server: features in every coordinate system, and published tiles.

    clients.py features URL COLLECTION CRS   number of features, and their box as GDAL has it: x first, whatever the order of the axes
    clients.py tiles FILE LAYER              number of features of a layer of an archive at its deepest zoom, and the codes in it
    clients.py rows FILE                     batch and row of every clue of an archive or a GeoPackage, each once
"""

import json
import sys

import pyogrio


def features(url, collection, crs):
    info, _, shapes, _ = pyogrio.raw.read(f"OAPIF:{url}", layer=collection, columns=[], CRS=crs, PAGE_SIZE="50")
    told = pyogrio.read_info(f"OAPIF:{url}", layer=collection, CRS=crs, PAGE_SIZE="50", force_total_bounds=True)
    return {"count": len(shapes), "crs": info["crs"], "box": [float(v) for v in told["total_bounds"]]}


def tiles(path, layer):
    _, _, shapes, values = pyogrio.raw.read(path, layer=layer, columns=["code"])
    return {"count": len(shapes), "codes": sorted({str(v) for v in values[0]})}


def rows(path):
    _, _, _, values = pyogrio.raw.read(path, layer="clues", columns=["batch", "row"], read_geometry=False)
    return sorted({f"{batch} {int(row)}" for batch, row in zip(*values, strict=True)})


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    print(json.dumps({"features": features, "tiles": tiles, "rows": rows}[what](*arguments)))
