"""The table, as a page of the documentation."""

GOALS = {"statistics": 5.0, "whole": 30.0, "clusters": 5.0}
SCAN_GOAL_S = 10.0
VALUES_APART_MAX = 1e-8


def differences(results: dict) -> list[str]:
    """Every answer of a peer that is not ours."""
    found = []
    statistics = results["statistics"]
    if statistics["apart"] > VALUES_APART_MAX:
        found.append(f"Gi* and Moran: {statistics['apart']:g} apart")
    if statistics["p_apart"] > 1:
        found.append(f"p-values: {statistics['p_apart']:.2f} of the Monte Carlo error apart")
    for count, run in results["clusters"].items():
        if run["different"]:
            found.append(f"DBSCAN of {count}: {run['different']} labels differ")
    return found


def _row(zh: str, en: str, ours_s: float, theirs_s: float, who: str, goal: float) -> str:
    times = theirs_s / ours_s
    return f"| {zh}<br>{en} | {_seconds(ours_s)} | {who}: {_seconds(theirs_s)} | **{times:.0f} ×** | {'✓' if times >= goal else '✗'} ≥ {goal:.0f} × |"


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def _rows(results: dict) -> list[str]:
    statistics = results["statistics"]
    us, them = statistics["ours"], statistics["peer"]
    both, whole = us["run"]["cpu_s"], us["whole"]["cpu_s"]
    # Ours gives both at once; it is held against each alone.
    rows = [
        _row("Gi*，全国 2 877 县，999 次置换", "Gi*, 2 877 counties, 999 permutations", both, them["gi_s"], "esda", GOALS["statistics"]),
        _row("局部 Moran，同上", "Local Moran, the same", both, them["moran_s"], "esda", GOALS["statistics"]),
    ]
    for name, key in (("Gi*", "gi_s"), ("Moran", "moran_s")):
        zh, en = f"由多边形到 {name}，含邻接", f"From polygons to {name}, contiguity included"
        rows.append(_row(zh, en, whole, them["weights_s"] + them[key], "libpysal + esda", GOALS["whole"]))
    for count, run in results["clusters"].items():
        way = min(run["peer"]["ways"], key=run["peer"]["ways"].get)
        zh, en = f"DBSCAN，{int(count) // 10_000} 万条线索，5 千米", f"DBSCAN, {int(count):_} clues, 5 km".replace("_", " ")
        rows.append(_row(zh, en, run["ours"]["run"]["cpu_s"], run["peer"]["ways"][way], f"scikit-learn ({way})", GOALS["clusters"]))
    return rows


def page(results: dict) -> str:
    """Markdown."""
    statistics, scan, command = results["statistics"], results["scan"], results["command"]
    told = "{count}: {clusters} clusters, {noise} noise, {different} different"
    labels = "; ".join(told.format(count=count, **run) for count, run in results["clusters"].items())
    versions = ", ".join(f"{name} {version}" for name, version in statistics["peer"]["versions"].items())
    return "\n".join(
        [
            "# 热点统计性能对比 / Statistics of hotspots: benchmarks",
            "",
            "由 `make bench` 生成，请勿手改。 / Written by `make bench`; do not edit.",
            "",
            f"{results['date']}; {results['machine']}; {versions}.",
            "",
            "| 任务 / work | Bailiwick | 同类软件 / peer | 倍数 / times | 目标 / goal |",
            "|---|--:|--:|--:|---|",
            *_rows(results),
            "",
            "都是同一个核上的 CPU 秒，取几次的中位数。我们的一次计算同时给出 Gi*、局部 Moran、单侧与双侧 p 值；scikit-learn 取两种做法中较快的一种。",
            "",
            "CPU-seconds on the same core, the median of some runs. One run of ours gives Gi*, local Moran, and p-values one- and two-sided; of "
            "scikit-learn the quicker of two ways counts.",
            "",
            "| 任务，双核 / work on two cores | 时间 / seconds on the wall | 目标 / goal |",
            "|---|--:|---|",
            f"| 时空扫描，{SCANNED_ZH}，{scan['places']} 处，{scan['cylinders'] / 1e6:.1f} 百万柱，{scan['replicates']} 次<br>"
            f"Space-time scan, 10 000 clues, {scan['places']} places, {scan['cylinders'] / 1e6:.1f} M cylinders, {scan['replicates']} replicates"
            f" | {scan['run']['wall_s']:.1f} | {'✓' if scan['run']['wall_s'] < SCAN_GOAL_S else '✗'} < {SCAN_GOAL_S:.0f} s (999) |",
            f"| `bailiwick hotspots`，{SCANNED_ZH}，全部分析与输出<br>`bailiwick hotspots`, {command['clues']:,} clues, all analyses and outputs"
            f" | {command['wall_s']:.1f} | |".replace(",000", " 000"),
            "",
            "## 答案是否相同 / Are the answers equal",
            "",
            f"- Gi*, Moran ({statistics['areas']} counties with neighbours): {statistics['apart']:.1e}",
            f"- p: {statistics['p_apart']:.2f} of five standard deviations of Monte Carlo",
            f"- DBSCAN: {labels}",
            "",
        ]
    )


SCANNED_ZH = "1 万条线索"
