"""`python -m compare [--quick] [--report-only]`: measure, compare the answers, write the table and the plots."""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from . import equal, inputs, machine, ours, plots, report, works
from .peers import NEAREST
from .places import IMAGES, INPUTS, REPORT, REPOSITORY

RADIUS_M = 500


def ask(peer: str, work: str, **task: object) -> dict:
    """One peer in a process of its own; one that cannot be had, or fails, says why."""
    text = json.dumps({"peer": peer, "work": work, **task}, default=str)
    done = subprocess.run([sys.executable, "-m", "compare.worker"], input=text, capture_output=True, text=True, cwd=REPOSITORY / "bench")
    if done.returncode != 0:
        return {"unavailable": (done.stderr.strip().splitlines() or ["no word"])[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def tell(name: str, result: dict) -> None:
    if "run" not in result:
        print(f"    {name:<10} {result.get('unavailable') or result.get('skipped')}", flush=True)
        return
    rate = result["points"] / result["run"]["cpu_s"] / 1e6
    answers = result.get("equal")
    verdict = f"{answers['compared']:>10,} answers, {answers['different']} different, {answers['ties']} ties" if answers else ""
    print(f"    {name:<10} {rate:9.3f} M points per CPU-second {verdict}  {result.get('way', '')}", flush=True)


def locate(program: Path, work: works.Locate, folder: Path, with_two: bool) -> dict:
    """Ours on one thread and on all cores, then every peer, each compared with ours."""
    print(f"  {work.zh} / {work.en}" if work.zh != work.en else f"  {work.en}", flush=True)
    files = {"polygons": work.polygons(), "points": work.points()}
    answers = folder / "ours"
    result = {"ours": ours.run(program, "locate", **files, answers=answers, limit=work.count, repeat=5), "peers": {}}
    tell("Bailiwick", result["ours"])
    if with_two:
        result["all_cores"] = ours.run(program, "locate", machine.cores(), **files, answers=folder / "again", limit=work.count, repeat=5)
        assert (equal.read(answers) == equal.read(folder / "again")).all(), "the answer does not depend on the threads"
    for peer in work.peers:
        task = {"limit": work.count, "budget_s": work.budget_s, "repeat": work.repeat, "all_or_nothing": work.all_or_nothing}
        said = ask(peer, "locate", **files, answers=folder / "theirs", **task)
        if "run" in said:
            said["equal"] = equal.locate(answers, folder / "theirs", files["polygons"], files["points"])
        tell(peer, said)
        result["peers"][peer] = said
    return result


def nearest(program: Path, folder: Path) -> dict:
    print("  最近排口 / nearest outfall: 1 M × 100 k, 500 m", flush=True)
    outfalls, clues = inputs.outfalls_and_clues()
    files = {"outfalls": outfalls, "points": clues}
    result = {"ours": ours.run(program, "nearest", **files, answers=folder / "ours", radius_m=RADIUS_M, repeat=5), "peers": {}}
    result["all_cores"] = ours.run(program, "nearest", machine.cores(), **files, answers=folder / "again", radius_m=RADIUS_M, repeat=5)
    tell("Bailiwick", result["ours"])
    for peer in NEAREST:
        said = ask(peer, "nearest", **files, answers=folder / "theirs", radius_m=RADIUS_M, limit=inputs.CLUES, budget_s=10, repeat=3)
        if "run" in said:
            said["equal"] = equal.nearest(folder / "ours", folder / "theirs", outfalls, clues, RADIUS_M)
        tell(peer, said)
        result["peers"][peer] = said
    return result


def measure(is_quick: bool) -> dict:
    print("── 构建 / build", flush=True)
    program = ours.build()
    results = {"date": date.today().isoformat(), "quick": is_quick, "machine": machine.describe(), "locate": {}, "growth": {}}
    with tempfile.TemporaryDirectory(prefix="bailiwick-bench-") as name:
        folder = Path(name)
        print("── 数据 / data", flush=True)
        for work in works.locates(is_quick):
            work.polygons(), work.points()
        print("── 测量 / measure", flush=True)
        results["memory"] = ours.run(program, "machine")
        for work in works.locates(is_quick):
            results["locate"][work.key] = locate(program, work, folder, with_two=True)
        results["nearest"] = nearest(program, folder)
        rows, repeat = (200_000, 1) if is_quick else (10_000_000, 3)
        results["assign"] = {str(threads): ours.assign(rows, threads, repeat) for threads in dict.fromkeys([1, machine.cores()])}
        results["assign_border"] = ours.assign(100_000 if is_quick else 2_000_000, 1, repeat, "border")
        results["snapshot"] = ours.open_snapshot(program)
        results["first_tile_ms"] = ours.first_tile_ms()
        for growth in [] if is_quick else works.growths():
            print(f"── 增长 / growth: {growth.zh} / {growth.en}", flush=True)
            results["growth"][growth.key] = [[size, locate(program, work, folder, with_two=False)] for size, work in growth.works]
    return results


def differences(results: dict) -> list[str]:
    """Every answer of a peer that is not ours."""
    found = []
    runs = [*results["locate"].items(), ("nearest", results["nearest"])]
    runs += [(f"{key} {size}", run) for key, growth in results["growth"].items() for size, run in growth]
    for work, run in runs:
        for peer, said in run["peers"].items():
            if said.get("equal", {}).get("different"):
                found.append(f"{work}, {peer}: {said['equal']['different']} different, e.g. {said['equal']['examples']}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two workloads, in about two minutes; nothing in docs/ changes")
    parser.add_argument("--report-only", action="store_true", help="write table and plots once more, from the last run")
    options = parser.parse_args()
    kept = INPUTS / ("results-quick.json" if options.quick else "results.json")
    if not options.report_only:
        INPUTS.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(measure(options.quick), indent=1))
    results = json.loads(kept.read_text())
    out = REPOSITORY / "out/bench"
    page, images = (out / "bench.md", out / "images") if options.quick else (REPORT, IMAGES)
    images.mkdir(parents=True, exist_ok=True)
    drawn = plots.draw(results, images)
    page.write_text(report.page(results, [f"images/{path.name}" for path in drawn]))
    print(report.terminal(results))
    print(page)
    different = differences(results)
    for line in different:
        print(f"✗ {line}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
