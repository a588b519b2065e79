"""The table of the serving bench: in the terminal, and as a page of the documentation."""

from . import load

LIVE_GOAL, LIVE_P99_GOAL_MS = 20.0, 10.0
ARCHIVE_GOAL = 3.0
OURS, ON_POSTGIS, ON_FILE = "Bailiwick", "Martin on PostGIS", "Martin on PMTiles"
NAMES = {"counties": ("2 877 个县", "2 877 counties"), "counties,clues": ("县与 100 万条线索", "counties and 1 M clues")}


def per_core(said: dict) -> float:
    """Requests that one CPU-second of the server, and of its database, answers."""
    return said["requests"] / said["cpu_s"] if said["requests"] else 0.0


def over_all_zooms(zooms: dict) -> float:
    """As if every tile were asked for equally often: what an average tile takes, turned round."""
    tiles = sum(zoom["tiles"] for zoom in zooms.values())
    seconds = sum(zoom["tiles"] * (1 / per_core(zoom["together"]) if per_core(zoom["together"]) else float("inf")) for zoom in zooms.values())
    return tiles / seconds


def _mark(holds: bool) -> str:
    return "✓" if holds else "✗"


def _with_tiles(results: dict, server: str, layers: str) -> dict:
    zooms = results["live"].get(server, {}).get(layers, {})
    return {zoom: said | {"tiles": results["tiles"][zoom]} for zoom, said in zooms.items()}


def goals(results: dict) -> list[str]:
    """What was promised, and whether it holds."""
    lines = []
    for layers, (zh, en) in NAMES.items():
        ours, theirs = (_with_tiles(results, server, layers) for server in (OURS, ON_POSTGIS))
        ratio = over_all_zooms(ours) / over_all_zooms(theirs) if over_all_zooms(theirs) else float("inf")
        worst = max(zoom["alone"]["p99_ms"] for zoom in ours.values())
        times = f"{ratio:.0f} ×" if ratio < float("inf") else "∞ × (no tile of zoom 5 in time)"
        lines.append(
            f"| 即时瓦片 / live tiles: {zh} / {en} | {over_all_zooms(ours):.0f} /s/core, {times} Martin on PostGIS; p99 ≤ {worst:.1f} ms"
            f" | {_mark(ratio >= LIVE_GOAL)} ≥ {LIVE_GOAL:.0f} ×; {_mark(worst < LIVE_P99_GOAL_MS)} p99 < {LIVE_P99_GOAL_MS:.0f} ms |"
        )
    kept = {server: per_core(said) for server, said in results["kept"].items()}
    best = max(rate for server, rate in kept.items() if server != OURS)
    lines.append(f"| 缓存的瓦片 / kept tiles | {kept[OURS]:.0f} /s/core; Martin {best:.0f} | {_mark(kept[OURS] >= best)} ≥ Martin |")
    for layer, runs in results["archives"].items():
        ours = runs[OURS]["cpu_s"]
        theirs = {who: said["cpu_s"] for who, said in runs.items() if who != OURS and "cpu_s" in said}
        who = min(theirs, key=theirs.get)
        ratio = theirs[who] / ours
        told = f"{ours:.1f} CPU-s; {who} {theirs[who]:.1f}: {ratio:.1f} ×"
        lines.append(f"| `publish` {layer} | {told} | {_mark(ratio >= ARCHIVE_GOAL)} ≥ {ARCHIVE_GOAL:.0f} × |")
        lines.append(_sizes(layer, runs))
    return lines


def _sizes(layer: str, runs: dict) -> str:
    """Beside the peer that draws as we do: the first of tippecanoe's ways."""
    peer = next(who for who in runs if who.startswith("tippecanoe") and "zooms" in runs[who])
    ours, theirs = ({zoom: said["bytes"] for zoom, said in runs[who]["zooms"].items()} for who in (OURS, peer))
    ratios = {zoom: ours[zoom] / theirs[zoom] for zoom in ours if zoom in theirs}
    worst = max(ratios, key=ratios.get)
    total = sum(ours.values()) / sum(theirs.values())
    told = f"{100 * (total - 1):+.1f} % bytes, z{worst} {100 * (ratios[worst] - 1):+.1f} % ({peer})"
    if "off_units" in runs[OURS]:
        means = [sum(runs[who]["off_units"].values()) / len(runs[who]["off_units"]) for who in (OURS, peer)]
        told += f"; {means[0]:.3f} and {means[1]:.3f} units off"
    return f"| 瓦片大小 / bytes of {layer} | {told} | {_mark(max(ratios.values()) <= 1)} ≤ 0 % at every zoom |"


def _off(results: dict) -> list[str]:
    runs = {who: said["off_units"] for who, said in results["archives"]["counties"].items() if "off_units" in said}
    zooms = list(runs[OURS])
    lines = [f"| 程序 / program | {' | '.join(f'z{zoom}' for zoom in zooms)} |", "|---|" + "--:|" * len(zooms)]
    return lines + [f"| {who} | {' | '.join(f'{off[zoom]:.3f}' for zoom in zooms)} |" for who, off in runs.items()]


def _live(results: dict, layers: str) -> list[str]:
    servers = [server for server, told in results["live"].items() if layers in told]
    head = [f"{server}: 次/秒/核 /s/core | p50 ms | p99 ms | kB" for server in servers]
    lines = [f"| 级 / zoom | {' | '.join(head)} | × PostGIS |", "|--:|" + "--:|" * (4 * len(servers) + 1)]
    for zoom in results["tiles"]:
        cells = []
        for server in servers:
            said = results["live"][server][layers][zoom]
            cells += [
                f"{per_core(said['together']):.0f}",
                f"{said['alone']['p50_ms']:.2f}" if said["alone"]["requests"] else "—",
                f"{said['alone']['p99_ms']:.2f}" if said["alone"]["requests"] else "—",
                f"{said['sizes']['sent_bytes'] / 1e3:.1f}",
            ]
        theirs = per_core(results["live"][ON_POSTGIS][layers][zoom]["together"])
        ratio = f"{per_core(results['live'][OURS][layers][zoom]['together']) / theirs:.1f}" if theirs else "∞"
        lines.append(f"| {zoom} | {' | '.join(cells)} | {ratio} |")
    return lines


def _kept(results: dict) -> list[str]:
    lines = ["| 服务 / server | 次/秒/核 /s/core | 次/秒 /s | p50 ms | p99 ms | MB |", "|---|--:|--:|--:|--:|--:|"]
    for server, said in results["kept"].items():
        rate = said["requests"] / said["wall_s"]
        lines.append(f"| {server} | {per_core(said):.0f} | {rate:.0f} | {said['p50_ms']:.2f} | {said['p99_ms']:.2f} | {said['memory_mb']:.0f} |")
    return lines


def _archives(results: dict) -> list[str]:
    lines = []
    for layer, runs in results["archives"].items():
        zooms = list(runs[OURS]["zooms"])
        lines += [
            "",
            f"### {layer}, z{zooms[0]}–{zooms[-1]}",
            "",
            f"| 程序 / program | CPU-s | s | MB | 瓦片 / tiles | {' | '.join(f'z{zoom} kB' for zoom in zooms)} |",
            "|---|--:|--:|--:|--:|" + "--:|" * len(zooms),
        ]
        for who, said in runs.items():
            if "cpu_s" not in said:
                why = f"> {said['given_up_cpu_s']:.0f}，未等到结束 / not waited for" if "given_up_cpu_s" in said else "失败 / failed"
                lines.append(f"| {who} | {why} |" + " |" * (3 + len(zooms)))
                continue
            kilobytes = [f"{said['zooms'][zoom]['bytes'] / 1e3:.0f}" if zoom in said["zooms"] else "—" for zoom in zooms]
            tiles = sum(zoom["tiles"] for zoom in said["zooms"].values())
            lines.append(
                f"| {who} | {said['cpu_s']:.1f} | {said['wall_s']:.1f} | {said['file_bytes'] / 1e6:.1f} | {tiles} | {' | '.join(kilobytes)} |"
            )
    return lines


def page(results: dict, images: list[str]) -> str:
    """The whole page, Chinese beside English."""
    parts = [
        "# 瓦片服务性能对比 / Tiles: benchmarks",
        "",
        "由 `make bench` 生成，请勿手改。 / Written by `make bench`; do not edit.",
        "",
        f"{results['date']}; {results['machine']}; Martin 1.14.0, PostGIS, tippecanoe 2.72.0, GDAL (pyogrio). 种子 / seed: {load.SEED}.",
        "",
        "| 任务 / work | 结果 / result | 目标 / goal |",
        "|---|--:|---|",
        *goals(results),
        "",
        "每个服务（及其数据库）固定在同一个核上，`wrk` 在另一个核上请求；次/秒/核是每 CPU 秒回答的请求数（8 个连接），p50 与 p99 是一个连接"
        "逐个请求时的延迟，kB 是一个瓦片 gzip 后的平均大小。每级各取 38 个瓦片（5 级 20 个），各含一个县内的地点。所有服务都已载入 100 万条线索。",
        "",
        "Every server, with its database, is kept to one core, and `wrk` asks from the other. /s/core: requests that a CPU-second answers, of 8"
        " connections; p50 and p99: how long one client waits that asks for one tile after another; kB: a tile's mean size in gzip. 38 tiles of"
        " each zoom (20 of zoom 5), each with a place inside a county. A million clues are loaded everywhere. All caches are off; PostGIS has its"
        " tables in web Mercator with an index, and all in its memory.",
    ]
    for layers, (zh, en) in NAMES.items():
        parts += ["", f"## 即时瓦片：{zh} / Live tiles: {en}", "", *_live(results, layers)]
    parts += [
        "",
        "线索：缩小时我们把落在同一 16 像素格内的地点画成一个带数目的点，PostGIS 逐个写出，所以两者的大小不能直接相比。 / Clues: zoomed out, we draw"
        " those that lie in one cell of 16 pixels as one with their number; PostGIS writes each, so sizes do not compare.",
        "",
        "## 缓存的瓦片 / Kept tiles",
        "",
        *_kept(results),
        "",
        "## 归档 / Archives",
        "",
        "全部核，从数据文件到归档；我们的索引已有快照。都写 MBTiles，瓦片都是 gzip，扩展 4096，都不因大小而舍弃要素，"
        "tippecanoe 的要素编号与我们相同。GDAL 不化简。"
        " / On all cores,"
        " from the files of data to the archive; of our indexes there is a snapshot. All as MBTiles with gzip, 4096 units, nothing left out for the"
        " sake of size. GDAL does not simplify. tippecanoe with `--detect-shared-borders` draws neighbours without gaps, as we do; with"
        " `--cluster-distance=8 -r1` points in our cells. Its features have the numbers of ours.",
        *_archives(results),
        "",
        "### counties：与原界线的平均距离 / counties: mean distance from the source",
        "",
        "瓦片单位（4096 分之一个瓦片）：所画界线与原界线之间的面积除以原界线长度；每级 12 个瓦片。 / In units, 4096 to a tile: the area between the"
        " outlines drawn and the source's, by the length of the source's; of 12 tiles of each zoom. Rounding alone is 0.2.",
        "",
        *_off(results),
        "",
        *(f"![]({image})\n" for image in images),
    ]
    return "\n".join(parts).rstrip() + "\n"


def terminal(results: dict) -> str:
    return "\n".join(["", results["machine"], "", *goals(results)])
