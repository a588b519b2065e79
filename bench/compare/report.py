"""The table: in the terminal, and as a page of the documentation."""

from . import works
from .inputs import SEEDS
from .peers import LOCATE

NEAREST_GOAL = 5.0
BUILD_GOAL_S, BUILD_GOAL_MB = 3.0, 150.0
OPEN_GOAL_MS, FIRST_TILE_GOAL_MS = 100.0, 300.0
ASSIGN_GOAL = 1.5e6
BORDER_GOAL = 3e5


def rate(said: dict, clock: str = "cpu_s") -> float:
    """Points a second."""
    return said["points"] / said["run"][clock]


def fastest(run: dict, clock: str = "cpu_s") -> tuple[str, float] | None:
    """The peer that comes nearest, and how many times faster we are."""
    ran = {peer: rate(said, clock) for peer, said in run["peers"].items() if "run" in said}
    if not ran:
        return None
    peer = max(ran, key=ran.get)
    return peer, rate(run["ours"], clock) / ran[peer]


def _rows(results: dict) -> list[tuple[str, str, float | None, dict]]:
    """Every work of the comparison: Chinese, English, the goal, what was measured."""
    known = works.locates(results["quick"])
    rows = [(work.zh, work.en, work.goal, results["locate"][work.key]) for work in known]
    rows.append(("最近排口，100 万 × 10 万，500 米", "Nearest outfall, 1 M × 100 k, 500 m", NEAREST_GOAL, results["nearest"]))
    return rows


def _millions(value: float) -> str:
    return f"{value / 1e6:.2f}" if value < 1e7 else f"{value / 1e6:.1f}"


def _cell(run: dict, peer: str, clock: str) -> str:
    said = run["peers"].get(peer)
    if said is None:
        return ""
    if "run" not in said:
        return "—"
    return f"{_millions(rate(said, clock))} ({rate(run['ours'], clock) / rate(said, clock):.0f} ×)"


def _goal(goal: float | None, ratio: float | None) -> str:
    if goal is None or ratio is None:
        return ""
    return f"{'✓' if ratio >= goal else '✗'} ≥ {goal:.0f} ×"


def _table(results: dict, clock: str) -> list[str]:
    peers = [*LOCATE, "SciPy"]
    lines = [
        f"| 任务 / work | Bailiwick | {' | '.join(peers)} | 最快者的倍数 / × the fastest |" + (" 目标 / goal |" if clock == "cpu_s" else ""),
        "|---|" + "--:|" * (len(peers) + 2) + ("---|" if clock == "cpu_s" else ""),
    ]
    for zh, en, goal, run in _rows(results):
        best = fastest(run, clock)
        cells = [f"{zh}<br>{en}", f"**{_millions(rate(run['ours'], clock))}**", *(_cell(run, peer, clock) for peer in peers)]
        cells.append(f"**{best[1]:.1f} ×** {best[0]}" if best else "")
        if clock == "cpu_s":
            cells.append(_goal(goal, best[1] if best else None))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _absent(results: dict) -> list[str]:
    """Who is missing where, and why; nobody is dropped in silence."""
    lines = []
    for zh, en, _, run in _rows(results):
        for peer, said in run["peers"].items():
            if "run" not in said:
                lines.append(f"- {peer}: {zh} / {en}: {said.get('unavailable') or said.get('skipped')}")
    return lines


def _versions(results: dict) -> str:
    said = {said["versions"] for run in [*results["locate"].values(), results["nearest"]] for said in run["peers"].values() if "versions" in said}
    return "; ".join(sorted(said))


def _compared(results: dict) -> tuple[int, int, int]:
    growth = [run for line in results["growth"].values() for _, run in line]
    said = [said["equal"] for run in [*results["locate"].values(), results["nearest"], *growth] for said in run["peers"].values() if "equal" in said]
    return tuple(sum(one[key] for one in said) for key in ("compared", "different", "ties"))


def _ours(results: dict) -> list[str]:
    """Absolute figures beside what the memory allows."""
    memory = results["memory"]
    per_point = 20  # two coordinates in, an answer out
    limit = memory["copy_gb_s"] * 1e9 * 2 / per_point
    lines = [
        "| 任务 / work | 点/秒，一核 / points/s, 1 core | ns | 全部核 / all cores | 建索引 / build | 索引 / index |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for zh, en, _, run in _rows(results):
        one, all_ = run["ours"], run["all_cores"]
        size = f"{one['index_bytes'] / 1e6:.0f} MB" if one["index_bytes"] else ""
        seconds = f"{one['build']['wall_s']:.2f} s; {all_['threads']} × {all_['build']['wall_s']:.2f} s"
        cells = [f"{zh}<br>{en}", f"{_millions(rate(one))} M", f"{1e9 / rate(one):.1f}", f"{_millions(rate(all_, 'wall_s'))} M", seconds, size]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        f"内存上限（一核）/ what the memory allows (1 core): 复制 / copy {memory['copy_gb_s']:.1f} GB/s；"
        f"{memory['table_bytes'] / 1e6:.0f} MB 表中随机读 4 字节 / random 4-byte look-ups in a table of that size: "
        f"{memory['look_ups_s'] / 1e6:.0f} M/s. 每点 20 字节 / at 20 bytes a point (in and out): {limit / 1e6:.0f} M/s.",
    ]
    return lines


def _end_to_end(results: dict) -> list[str]:
    china = next(run for key, run in results["locate"].items() if key.startswith("china-uniform"))
    build_s, size_mb = china["all_cores"]["build"]["wall_s"], china["ours"]["index_bytes"] / 1e6
    one_core, *all_cores = results["assign"].values()
    open_ms, tile_ms = results["snapshot"]["run"]["wall_s"] * 1e3, results["first_tile_ms"]
    snapshot = f"{results['snapshot']['snapshot_bytes'] / 1e6:.0f} MB"
    first_tile_zh, first_tile_en = "吉林服务：启动至首个瓦片", "server of Jilin, start to first tile"
    assign_rate = one_core["points"] / one_core["cpu_s"]
    border = results["assign_border"]
    border_rate = border["points"] / border["cpu_s"]
    border_told = f"{border_rate / 1e6:.2f} M/s/core, {border['wall_s']:.1f} s, {border['memory_mb']:.0f} MB"
    told = "; ".join(
        f"{_millions(said['points'] / said['cpu_s'])} M/s/core, {said['wall_s']:.1f} s, {said['memory_mb']:.0f} MB" for said in [one_core, *all_cores]
    )
    tick = lambda holds: "✓" if holds else "✗"  # noqa: E731 - one sign for three lines
    mark = "✓" if build_s <= BUILD_GOAL_S and size_mb <= BUILD_GOAL_MB else "✗"
    goal = f"{mark} ≤ {BUILD_GOAL_S:.0f} s, ≤ {BUILD_GOAL_MB:.0f} MB"
    return [
        "| 任务 / work | 结果 / result | 目标 / goal |",
        "|---|--:|---|",
        f"| 全国索引，全部核 / index of China, all cores | {build_s:.2f} s, {size_mb:.0f} MB | {goal} |",
        f"| `bailiwick assign` Parquet → Parquet，水源地、排口、特殊管辖区、规则 / zones, outfalls, overlays, rules, {one_core['points'] / 1e6:g} M;"
        f" 一核；全部核 / one core; all cores | {told} | {tick(assign_rate >= ASSIGN_GOAL)} ≥ {ASSIGN_GOAL / 1e6:.1f} M/s/core |",
        f"| 界线两侧 500 m 内、精度 100 m / the same within 500 m of borders, uncertain by 100 m, {border['points'] / 1e6:g} M; one core"
        f" | {border_told} | {tick(border_rate >= BORDER_GOAL)} ≥ {BORDER_GOAL / 1e6:.1f} M/s/core |",
        f"| 打开全国快照（{snapshot}），含核对来源 / open the snapshot of China, its sources compared"
        f" | {open_ms:.0f} ms | {tick(open_ms <= OPEN_GOAL_MS)} ≤ {OPEN_GOAL_MS:.0f} ms |",
        f"| {first_tile_zh} / {first_tile_en} | {tile_ms:.0f} ms | {tick(tile_ms <= FIRST_TILE_GOAL_MS)} ≤ {FIRST_TILE_GOAL_MS:.0f} ms |",
    ]


def page(results: dict, images: list[str]) -> str:
    """The whole page, Chinese beside English."""
    compared, different, ties = _compared(results)
    seeds = ", ".join(f"{key} {value}" for key, value in SEEDS.items())
    absent = _absent(results)
    parts = [
        "# 性能对比 / Benchmarks",
        "",
        "由 `make bench` 生成，请勿手改。 / Written by `make bench`; do not edit.",
        "",
        f"{results['date']}; {results['machine']}; {_versions(results)}. 种子 / seeds: {seeds}.",
        "",
        f"**答案相同 / equal answers**: {compared:,} 个逐点比较 / compared point by point; {different} 个不同 / different; "
        f"{ties} 个并列（恰在边界上，或排口等距） / ties (exactly on a border, or outfalls equally near).",
        "",
        "## 每核 CPU 秒处理的点数（百万） / Million points per CPU-second",
        "",
        "括号内是我们的倍数。各方都固定在同一个核上；只计连接本身，不计导入、读取和建索引。 / In brackets how many times faster we are."
        " Everybody is kept to the same core; only the join is timed, without imports, reading and building the index.",
        "",
        *_table(results, "cpu_s"),
        "",
        "空格：不测（做不了这项任务，或 1 000 万点太慢）。 / Empty: not asked (it does no such work, or is slow for 10 M points).",
        "",
        "## 按时钟 / By the clock on the wall",
        "",
        *_table(results, "wall_s"),
        "",
        "## 我们的绝对数字 / Our absolute figures",
        "",
        *_ours(results),
        "",
        "## 端到端 / End to end",
        "",
        *_end_to_end(results),
        "",
        "## 各方的做法 / How each peer does it",
        "",
        "每个对手取其最快的做法。 / Each peer by its quickest way.",
        "",
        *_ways(results),
        "",
    ]
    if absent:
        parts += ["没有的 / not there:", "", *absent, ""]
    if images:
        parts += ["## 图 / Plots", "", *(f"![]({image})\n" for image in images)]
    return "\n".join(parts).rstrip() + "\n"


def _ways(results: dict) -> list[str]:
    lines = [
        "| 任务 / work | 对手 / peer | 做法（其他做法，按样本） / way (others, by the samples) | 点 / points | 次 / runs | 准备 / prepared in |",
        "|---|---|---|--:|--:|--:|",
    ]
    for zh, en, _, run in _rows(results):
        for peer, said in run["peers"].items():
            if "run" in said:
                points = f"{said['points']:,}".replace(",", " ")
                others = [f"{way} {_millions(value)}" for way, value in said["ways_rate"].items() if way != said["way"]]
                way = f"{said['way']} ({'; '.join(others)})" if others else said["way"]
                lines.append(f"| {zh}<br>{en} | {peer} | {way} | {points} | {said['repeat']} | {said['build_s']:.2f} s |")
    return lines


def terminal(results: dict) -> str:
    """Short: one line a work, with every peer's rate."""
    lines = ["", f"{results['machine']}", "million points per CPU-second (how many times faster Bailiwick is)", ""]
    for zh, en, goal, run in _rows(results):
        best = fastest(run)
        verdict = f"{best[1]:.1f} × {best[0]}  {_goal(goal, best[1])}" if best else ""
        lines.append(f"{zh} / {en}")
        peers = "  ".join(f"{peer} {_cell(run, peer, 'cpu_s')}" for peer in run["peers"])
        lines.append(f"    Bailiwick {_millions(rate(run['ours']))}  {peers}")
        lines.append(f"    → {verdict}")
    lines += ["", *(line for line in _end_to_end(results)[2:]), *_absent(results)]
    compared, different, ties = _compared(results)
    lines += ["", f"{compared:,} answers compared, {different} different, {ties} ties"]
    return "\n".join(lines)
