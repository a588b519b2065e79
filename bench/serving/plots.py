"""Two pictures: tiles a second by zoom, and what an archive costs."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt

from compare.plots import SETTINGS

from . import report

COLOURS = {report.OURS: "#000000", report.ON_POSTGIS: "#009E73", report.ON_FILE: "#E69F00", "tippecanoe": "#0072B2", "GDAL": "#CC79A7"}


def draw(results: dict, folder: Path) -> list[Path]:
    with plt.rc_context(SETTINGS):
        return [_live(results, folder / "bench-tiles-live.svg"), _archives(results, folder / "bench-tiles-archives.svg")]


def _save(figure, path: Path) -> Path:
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    return path


def _live(results: dict, path: Path) -> Path:
    """Tiles a CPU-second by zoom, on a logarithmic axis: counties to the left, with clues to the right."""
    figure, both = plt.subplots(1, 2, figsize=(10, 3.6), sharey=True)
    for axes, (layers, (_, en)) in zip(both, report.NAMES.items(), strict=True):
        for server, told in results["live"].items():
            if layers in told:
                zooms = [int(zoom) for zoom, said in told[layers].items() if said["together"]["requests"]]
                rates = [report.per_core(told[layers][str(zoom)]["together"]) for zoom in zooms]
                axes.plot(zooms, rates, "o-", color=COLOURS[server], label=server)
        axes.set(title=en, xlabel="zoom", yscale="log")
        axes.grid(axis="y", alpha=0.3)
    both[0].set_ylabel("live tiles per CPU-second")
    both[0].legend(frameon=False)
    return _save(figure, path)


def _archives(results: dict, path: Path) -> Path:
    figure, both = plt.subplots(1, 2, figsize=(10, 2.6))
    for axes, (layer, runs) in zip(both, results["archives"].items(), strict=True):
        ran = {who: said["cpu_s"] for who, said in runs.items() if "cpu_s" in said}
        names = list(ran)[::-1]
        bars = axes.barh(names, [ran[who] for who in names], color=[COLOURS[who.split()[0]] for who in names])
        axes.bar_label(bars, [f"{ran[who]:.1f}" for who in names], padding=3)
        axes.set(title=layer, xlabel="CPU-seconds")
        axes.margins(x=0.15)
    figure.tight_layout()
    return _save(figure, path)
