"""What all maps here have: a Chinese font, degrees on the axes, a north arrow, a scale, and the mark of sample data."""

import math

import matplotlib.pyplot as plt
from matplotlib import font_manager, patheffects

# Okabe and Ito's colours, which the colour-blind can tell apart.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
)
STATUS = {
    "assigned": ("已分派", BLUE, "o", 13),
    "escalated": ("报上级", RED, "^", 42),
    "outside": ("区域外", "black", "s", 26),
    "invalid": ("坐标不可用", PURPLE, "X", 26),
}
LAND, LINE = "#f2f2ef", "#9a9a9a"
FONTS = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",  # the first face of Noto's collection; the others are not seen by older matplotlib
]
KM_PER_DEGREE = 111.32
SCALES_KM = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
# Names stay readable on whatever lies below them.
HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]


def set_up() -> str:
    """Sets a Chinese font for all figures and says which; without one it says what to install, and hanzi are boxes."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = next((name for name in FONTS if name in installed), None)
    plt.rcParams.update(
        {
            "font.family": [found or "DejaVu Sans", "DejaVu Sans"],
            "font.size": 10,
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 12,
            "figure.dpi": 90,
            "figure.constrained_layout.use": True,
            "legend.frameon": False,
        }
    )
    return f"字体：{found}" if found else "没有中文字体，图上的汉字会显示为方框；Debian / Ubuntu 请安装 fonts-noto-cjk"


def map_figure(width: float, height: float, columns: int = 1):
    """A figure of maps, with no empty room beside them."""
    return plt.subplots(1, columns, figsize=(width, height), layout="compressed")


def map_axes(axes, bounds, *, title: str = "") -> None:
    """Makes axes a map: true proportions at the middle latitude, degrees, a scale and a north arrow."""
    west, south, east, north = bounds
    margin = 0.03 * (east - west)
    axes.set(
        xlim=(west - margin, east + margin), ylim=(south - margin, north + margin), title=title, xlabel="", ylabel=""
    )
    middle = math.cos(math.radians((south + north) / 2))
    axes.set_aspect(1 / middle)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}°E")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}°N")
    axes.tick_params(labelsize=8, color=LINE)
    axes.locator_params(nbins=5)
    for spine in axes.spines.values():
        spine.set(visible=True, color=LINE, linewidth=0.6)
    width_km = (east - west + 2 * margin) * KM_PER_DEGREE * middle
    scale_km = max(step for step in SCALES_KM if step <= width_km / 4)
    length, name = scale_km / width_km, f"{scale_km} 千米" if scale_km >= 1 else f"{scale_km * 1000:g} 米"
    axes.plot(
        [0.04, 0.04 + length],
        [0.05, 0.05],
        color="black",
        linewidth=2.5,
        transform=axes.transAxes,
        solid_capstyle="butt",
        zorder=9,
    )
    axes.text(0.04 + length / 2, 0.065, name, ha="center", va="bottom", fontsize=8, transform=axes.transAxes, zorder=9)
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.2}
    axes.annotate("", (0.955, 0.15), (0.955, 0.04), xycoords="axes fraction", arrowprops=arrow, zorder=9)
    axes.text(0.955, 0.155, "北", ha="center", va="bottom", fontsize=9, transform=axes.transAxes, zorder=9)


def sample_note(figure, more: str = "") -> None:
    """The line below a figure: what of it is invented."""
    text = "线索、排污口、水源保护区均为示例数据，界线非法定界线，不得作为执法依据" + (f"；{more}" if more else "")
    figure.supxlabel(text, fontsize=8, color="#555555")
