"""`python -m hotspots [--quick] [--report-only]`: measure, compare the answers, write the table."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from compare import inputs as shared
from compare import machine, ours
from compare.places import BINARY, INPUTS, JILIN, REPOSITORY

from . import inputs, report

PERMUTATIONS = 999
RADIUS_M = 5_000
# A clump has more neighbours than chance gives; both sizes leave clusters and noise.
CLUSTERS = {100_000: 60, 1_000_000: 600}
SCANNED = 10_000


def ask(work: str, **task: object) -> dict:
    """The peers, in a process of their own."""
    text = json.dumps({"work": work, **task}, default=str)
    done = subprocess.run([sys.executable, "-m", "hotspots.peer"], input=text, capture_output=True, text=True, cwd=REPOSITORY / "bench")
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def statistics(program: Path, folder: Path) -> dict:
    """Gi* and local Moran, values to 1e-8 and p-values within the error of both."""
    files = {"polygons": shared.polygons("china"), "values": inputs.values()}
    us = ours.run(program, "local-statistics", **files, permutations=PERMUTATIONS, answers=folder / "ours", repeat=5)
    them = ask("statistics", **files, answers=folder / "theirs")
    a, b = (np.fromfile(folder / name).reshape(3, -1) for name in ("ours", "theirs"))
    judged = np.ones(a.shape[1], bool)
    judged[them.pop("alone")] = False
    values = float(np.nanmax(np.abs(a[:2, judged] - b[:2, judged])))
    p = b[2, judged]
    # Two runs, each with a standard deviation of √(p (1 − p) / n): five of them, and the steps of both.
    error = 5 * np.sqrt(2 * p * (1 - p) / PERMUTATIONS) + 3 / PERMUTATIONS
    return {"ours": us, "peer": them, "apart": values, "p_apart": float(np.max(np.abs(a[2, judged] - p) / error)), "areas": int(judged.sum())}


def clusters(program: Path, folder: Path, count: int, enough: int) -> dict:
    """DBSCAN, every label the same."""
    points = inputs.clues(count)
    options = {"points": points, "radius_m": RADIUS_M, "enough": enough}
    us = ours.run(program, "clusters", **options, answers=folder / "ours", repeat=3)
    them = ask("clusters", **options, answers=folder / "theirs", repeat=3 if count <= 100_000 else 0)
    a, b = (np.fromfile(folder / name, dtype="<i4") for name in ("ours", "theirs"))
    return {"ours": us, "peer": them, "different": int((a != b).sum()), "clusters": int(b.max()) + 1, "noise": int((b == -1).sum())}


def whole_command(count: int) -> dict:
    """`bailiwick hotspots` as a planner runs it: all analyses, all outputs, on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        command = [BINARY, "hotspots", inputs.batch(count), "-c", JILIN / "bailiwick.toml", "--crs", "EPSG:4490", "-o", f"{folder}/out"]
        began = time.monotonic()
        ran = subprocess.run(command, capture_output=True, text=True)
        wall_s = time.monotonic() - began
        if ran.returncode != 0:
            raise RuntimeError(f"bailiwick hotspots ended with {ran.returncode}: {ran.stderr}")
    return {"clues": count, "wall_s": wall_s}


def measure(is_quick: bool) -> dict:
    program = ours.build()
    results = {"date": date.today().isoformat(), "machine": machine.describe(), "quick": is_quick, "clusters": {}}
    with tempfile.TemporaryDirectory(prefix="bailiwick-bench-") as name:
        folder = Path(name)
        print("── Gi*, local Moran", flush=True)
        results["statistics"] = statistics(program, folder)
        for count, enough in CLUSTERS.items():
            if count <= 100_000 or not is_quick:
                print(f"── DBSCAN, {count}", flush=True)
                results["clusters"][str(count)] = clusters(program, folder, count, enough)
    print("── scan", flush=True)
    # Kept to two cores, for which the goal is.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-2:])
    replicates = 99 if is_quick else 999
    results["scan"] = ours.run(program, "scan", 2, points=inputs.scanned_places(), steps=12, clues=SCANNED, replicates=replicates, repeat=1)
    results["scan"] |= {"places": inputs.scanned_places().stat().st_size // 16, "replicates": replicates}
    results["command"] = whole_command(SCANNED)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 000 clues and 99 replicates; nothing in docs/ changes")
    parser.add_argument("--report-only", action="store_true", help="write the table once more, from the last run")
    options = parser.parse_args()
    kept = INPUTS / ("hotspots-quick.json" if options.quick else "hotspots.json")
    if not options.report_only:
        INPUTS.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(measure(options.quick), indent=1))
    results = json.loads(kept.read_text())
    out = REPOSITORY / ("out/bench/bench-hotspots.md" if options.quick else "docs/bench-hotspots.md")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report.page(results))
    print(report.page(results))
    different = report.differences(results)
    for line in different:
        print(f"✗ {line}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
