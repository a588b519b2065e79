"""Two pictures: how many times faster, and how time grows."""

from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter

from . import report, works
from .peers import LOCATE

# Okabe and Ito's colours, which the colour-blind can tell apart.
COLOURS = {
    "Bailiwick": "#000000",
    "GeoPandas": "#0072B2",
    "Shapely": "#56B4E9",
    "SedonaDB": "#D55E00",
    "DuckDB": "#E69F00",
    "PostGIS": "#009E73",
    "SciPy": "#CC79A7",
}
MARKERS = {"Bailiwick": "o", "GeoPandas": "s", "Shapely": "^", "SedonaDB": "D"}
SETTINGS = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "bailiwick",  # equal results give equal files
    "svg.fonttype": "none",
}


def draw(results: dict, folder: Path) -> list[Path]:
    """Draws what was measured; growth only when it was."""
    with plt.rc_context(SETTINGS):
        drawn = [_ratios(results, folder / "bench-rates.svg")]
        if results["growth"]:
            drawn.append(_growth(results, folder / "bench-growth.svg"))
    return drawn


def _save(figure, path: Path) -> Path:
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    return path


def _plain(value: float, _position: object = None) -> str:
    return f"{value / 1e6:g} M" if value >= 1e6 else f"{value / 1e3:g} k" if value >= 1e3 else f"{value:g}"


def _ratios(results: dict, path: Path) -> Path:
    """A row a work, a mark a peer, ours to the right, on a logarithmic axis."""
    rows = [(work.en, results["locate"][work.key]) for work in works.locates(results["quick"])]
    rows.append(("Nearest outfall, 1 M × 100 k, 500 m", results["nearest"]))
    figure, axes = plt.subplots(figsize=(9, 0.42 * len(rows) + 1.4))
    for row, (_, run) in enumerate(rows):
        rates = {peer: report.rate(said) for peer, said in run["peers"].items() if "run" in said}
        ours, best = report.rate(run["ours"]), max(rates.values(), default=None)
        if best:
            axes.plot([best, ours], [row, row], color="#bbbbbb", linewidth=1.5, zorder=1)
            axes.annotate(f"{ours / best:.0f} ×", ((ours * best) ** 0.5, row), ha="center", va="bottom", fontsize=9)
        for peer, value in rates.items():
            axes.scatter(value, row, color=COLOURS[peer], s=34, zorder=2)
        axes.scatter(ours, row, color=COLOURS["Bailiwick"], s=60, zorder=3)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(_plain))
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.invert_yaxis()
    axes.grid(axis="x", color="#eeeeee")
    axes.set_axisbelow(True)
    axes.set_xlabel("points per CPU-second, one core; the number is how many times faster than the fastest peer")
    for name in ["Bailiwick", *LOCATE, "SciPy"]:
        axes.scatter([], [], color=COLOURS[name], label=name)
    axes.legend(ncols=7, loc="lower center", bbox_to_anchor=(0.3, 1.0), frameon=False, handletextpad=0.1, columnspacing=1.2)
    return _save(figure, path)


def _growth(results: dict, path: Path) -> Path:
    """Three panels: nanoseconds of one core for a point, by points, polygons and vertices."""
    names = {"points": "points", "polygons": "polygons", "vertices": "vertices per polygon"}
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.6), sharey=True)
    for axes, (key, name) in zip(panels, names.items(), strict=True):
        lines: dict[str, list[tuple[int, float]]] = {}
        for size, run in results["growth"][key]:
            for who, said in {"Bailiwick": run["ours"], **run["peers"]}.items():
                if "run" in said:
                    lines.setdefault(who, []).append((size, 1e9 / report.rate(said)))
        for who, line in lines.items():
            axes.plot(*zip(*line, strict=True), color=COLOURS[who], marker=MARKERS[who], markersize=5, label=who)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(_plain))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.grid(color="#eeeeee")
        axes.set_axisbelow(True)
        axes.set_xlabel(name)
    panels[0].set_ylabel("ns of one core for a point")
    figure.legend(*panels[0].get_legend_handles_labels(), ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False)
    figure.tight_layout()
    return _save(figure, path)
