"""What all servers get: the counties of China and a million clues, as files with the very attributes of our layers."""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio

from compare import inputs
from compare.places import CHINA, INPUTS

from .servers import Bailiwick

SEED = 20_250_106
LAYERS = ("counties", "clues")
FOLDER = INPUTS / "serving"


def config(cache_mb: int, clues: int) -> Path:
    """Of our server. The source has 台湾省 as a province and, without counties, as a county of the same code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    tables = [f'[[jurisdictions]]\npath = "{CHINA.with_name(level)}.fgb"\nlevel = "{level}"\n' for level in ("county", "prefecture", "province")]
    waiver = '[[waivers]]\nfault = "missing_code"\ncodes = ["710000"]\nreason = "one code at two levels in the source"\n'
    read = f'[[clues]]\npath = "{batch(clues)}"\ncrs = "EPSG:4490"\n' if clues else ""
    snapshot = f'[snapshot]\npath = "{FOLDER}/china-{clues}.snapshot"\n'
    server = f"[server]\ncache_mb = {cache_mb}\nreload_seconds = 0\n"
    path = FOLDER / f"china-{cache_mb}-{clues}.toml"
    path.write_text("\n".join(['[dataset]\nname = "China"\n', *tables, waiver, read, snapshot, server]))
    return path


def batch(rows: int) -> Path:
    """Clues spread evenly over the counties, with what the rules read."""

    def make(path: Path) -> None:
        rng = np.random.default_rng(SEED)
        lon, lat = inputs.read_points(inputs.points("china", "uniform"), rows)
        occurred = np.datetime64("2023-01-01") + rng.integers(0, 365 * 3, rows)
        one_of = lambda *words: pa.array(np.array(words)[rng.integers(0, len(words), rows)])  # noqa: E731 - a word for each row
        columns = {
            "id": pa.array([f"B-{i:08}" for i in range(rows)]),
            "lon": lon,
            "lat": lat,
            "class": one_of("饮用水水源地污染", "入河排污口非法排污", "危险废物非法排放倾倒处置", "畜禽养殖污染", "其他"),
            "sensor": one_of("无人机", "走航车", "自动监控", "群众举报"),
            "severity": one_of("一般", "一般", "较重", "严重", "重大"),
            "occurred": pa.array(occurred.astype("datetime64[D]").astype(str)),
            "filed": pa.array((occurred + rng.integers(0, 9, rows)).astype("datetime64[D]").astype(str)),
        }
        pq.write_table(pa.table(columns), path, compression="zstd")

    return inputs.kept(f"serving-clues-{rows}.parquet", make)


def layers(clues: int) -> dict[str, Path]:
    """Both layers as FlatGeobuf in degrees, asked of our server: so every column is what our tiles have."""
    paths = {layer: FOLDER / f"{layer}-{clues}.fgb" for layer in LAYERS}
    if not all(path.exists() for path in paths.values()):
        with Bailiwick(config(0, clues)) as server:
            for layer, path in paths.items():
                print(f"  {path.name} …", flush=True)
                partial = path.with_suffix(".part")
                with server.open(f"/collections/{layer}/items?f=fgb") as answer, partial.open("wb") as file:
                    shutil.copyfileobj(answer, file)
                partial.rename(path)
    return paths


FEATURE_ID = "feature_id"


def with_ids(source: Path, layer: str) -> Path:
    """The same with the numbers of our features as a column, for who takes them from one: counties by code, clues by row."""
    target = source.with_stem(f"{source.stem}-ids")
    if not target.exists():
        meta, table = pyogrio.raw.read_arrow(source)
        ids = pc.cast(table["code" if layer == "counties" else "row"], pa.int64())
        # GDAL makes a folder of what does not end in .fgb.
        partial = target.with_stem(f"{target.stem}.part")
        pyogrio.raw.write_arrow(
            table.append_column(FEATURE_ID, ids),
            partial,
            driver="FlatGeobuf",
            layer=layer,
            geometry_name=meta["geometry_name"] or "wkb_geometry",
            geometry_type=meta["geometry_type"],
            crs="EPSG:4326",
            layer_options={"SPATIAL_INDEX": "NO"},
            dataset_options={},
        )
        partial.rename(target)
    return target
