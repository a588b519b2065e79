"""`python -m serving [--quick] [--part PART] [--report-only]`: our tiles beside those of others, live, kept and in archives."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import pyogrio
import shapely

from compare import machine
from compare.places import IMAGES, INPUTS, REPORT, REPOSITORY

from . import archives, inputs, load, plots, report
from .servers import Bailiwick, Martin, MartinOnFile, MartinOnPostgis, Server

CACHE_MB = 512
# Which layers are asked for: the counties alone, and with a million clues on them.
ASKED = ("counties", "counties,clues")


def live(server: Server, tiles: dict, seconds: float) -> dict:
    """Every tile is made for every request: each zoom by one client after another (how long does a tile take), then by several at once."""
    told = {}
    for layers in ASKED if server.name != "Martin on PMTiles" else ASKED[:1]:
        told[layers] = {}
        for zoom, asked in tiles.items():
            sizes = load.sizes(server, layers, asked)
            alone = load.run(server, load.Ask(layers, asked, seconds, 1))
            together = load.run(server, load.Ask(layers, asked, seconds))
            told[layers][str(zoom)] = {"sizes": sizes, "alone": alone, "together": together}
            latency = f"p50 {alone['p50_ms']:8.2f} ms   p99 {alone['p99_ms']:8.2f} ms"
            failed = alone["failed"] + together["failed"]
            rate, size = together["requests"] / together["cpu_s"], sizes["sent_bytes"] / 1e3
            print(f"    {server.name:<20} {layers:<15} z{zoom:<3} {rate:9.0f} /s/core   {latency}   {size:8.1f} kB   failed {failed}", flush=True)
    return told


def kept(server: Server, tiles: dict, seconds: float) -> dict:
    """All tiles are in memory."""
    asked = [tile for zoom in tiles.values() for tile in zoom]
    load.sizes(server, "counties", asked)
    said = load.run(server, load.Ask("counties", asked, seconds))
    rate, wall = said["requests"] / said["cpu_s"], said["requests"] / said["wall_s"]
    print(f"    {server.name:<20} kept {rate:9.0f} /s/core   {wall:9.0f} /s   p99 {said['p99_ms']:.2f} ms", flush=True)
    return said


def serve(results: dict, sources: dict, tiles: dict, seconds: float) -> None:
    """Ours and Martin's servers, one after another."""
    print("── 即时瓦片，不缓存 / live tiles, none kept", flush=True)
    results["live"], results["kept"] = {}, {}
    archive = archives.archive(inputs.config(0, 0), "counties", "0-12")

    def on_file(cache_mb: int) -> Martin:
        return MartinOnFile("Martin on PMTiles", cache_mb, "pmtiles", {"counties": archive})

    def on_postgis(cache_mb: int) -> Martin:
        return MartinOnPostgis("Martin on PostGIS", cache_mb, sources)

    servers = (lambda mb: Bailiwick(inputs.config(mb, results["clues"])), on_file, on_postgis)
    for start in servers:
        with start(0) as server:
            results["live"][server.name] = live(server, tiles, seconds)
    print("── 缓存的瓦片 / kept tiles", flush=True)
    for start in servers:
        with start(CACHE_MB) as server:
            results["kept"][server.name] = kept(server, tiles, seconds)


def archive(results: dict, sources: dict, zooms: str, known: dict) -> None:
    print("── 归档 / archives", flush=True)
    results["archives"] = {}
    for work in archives.works(zooms):
        print(f"  {work.zh} / {work.en}, z{work.zooms}", flush=True)
        results["archives"][work.layer] = archives.run(
            work, inputs.config(0, results["clues"] if work.layer == "clues" else 0), sources, known.get(work.layer, {})
        )


def measure(is_quick: bool, part: str | None, path: Path) -> None:
    """All of it, or one part anew beside what was measured before."""
    results = json.loads(path.read_text()) if part else {}
    seconds, zooms = (2, "0-8") if is_quick else (3, "0-12")
    results |= {"date": date.today().isoformat(), "quick": is_quick, "machine": machine.describe(), "clues": 1_000_000}
    print("── 数据 / data", flush=True)
    sources = inputs.layers(results["clues"])
    tiles = load.tiles(shapely.from_wkb(pyogrio.raw.read(sources["counties"])[2]))
    if is_quick:
        tiles = {zoom: asked for zoom, asked in tiles.items() if zoom in (5, 8, 12)}
    results["tiles"] = {str(zoom): len(asked) for zoom, asked in tiles.items()}
    if part in (None, "servers"):
        serve(results, sources, tiles, seconds)
        path.write_text(json.dumps(results, indent=1))
    if part in (None, "archives", "our-archives"):
        before = results.get("archives", {}) if part == "our-archives" else {}
        known = {layer: {who: said for who, said in runs.items() if who != "Bailiwick"} for layer, runs in before.items()}
        archive(results, sources, zooms, known)
        path.write_text(json.dumps(results, indent=1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three zooms, archives to zoom 8; nothing in docs/ changes")
    parser.add_argument("--report-only", action="store_true", help="write table and plots once more, from the last run")
    parser.add_argument("--part", choices=["servers", "archives", "our-archives"], help="only this anew; the rest stays as it was measured last")
    options = parser.parse_args()
    path = INPUTS / ("serving-quick.json" if options.quick else "serving.json")
    if not options.report_only:
        INPUTS.mkdir(parents=True, exist_ok=True)
        measure(options.quick, options.part, path)
    results = json.loads(path.read_text())
    out = REPOSITORY / "out/bench"
    page, images = (out / "bench-tiles.md", out / "images") if options.quick else (REPORT.with_name("bench-tiles.md"), IMAGES)
    images.mkdir(parents=True, exist_ok=True)
    drawn = plots.draw(results, images)
    page.write_text(report.page(results, [f"images/{image.name}" for image in drawn]))
    print(report.terminal(results))
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
