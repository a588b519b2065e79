"""One peer at one work, in a process of its own: `python -m compare.worker`, the task as JSON on standard input.

Only the work is timed. Imports, reading, building the index and putting the points into the peer's form come before.
"""

import json
import os
import resource
import statistics
import sys
import time

# Before numpy and its like are imported: one thread for everybody.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"):
    os.environ[_variable] = "1"

SAMPLE = 50_000
NONE = 0xFFFF_FFFF


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    task = json.load(sys.stdin)
    # The last core: the first one serves interrupts and whatever else runs here.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

    import numpy as np

    from . import areas, inputs
    from .peers import module_of

    module = module_of(task["peer"])
    lon, lat = inputs.read_points(task["points"], task["limit"])
    if task["work"] == "locate":
        arguments, kind = (areas.read(task["polygons"]),), module.Locate
    else:
        arguments, kind = (*inputs.read_points(task["outfalls"]), task["radius_m"]), module.Nearest
    start = time.perf_counter()
    peer = kind(*arguments)
    build_s = time.perf_counter() - start
    cpu = getattr(peer, "cpu_seconds", cpu_seconds)

    def timed(way):
        began = (time.perf_counter(), cpu())
        answers = way()
        return answers, {"wall_s": time.perf_counter() - began[0], "cpu_s": cpu() - began[1]}

    # Warm up on a sample, and take the quickest way.
    peer.load(lon[:SAMPLE], lat[:SAMPLE])
    seen = {}
    for name, way in peer.ways().items():
        seen[name] = timed(way)[1]["wall_s"]
        if seen[name] < 1.0:  # a slow way is slow the second time too
            seen[name] = timed(way)[1]["wall_s"]
    best = min(seen, key=seen.get)

    # As many points as fit into the time; the rate is for each point.
    expected_s = seen[best] / min(SAMPLE, len(lon)) * len(lon)
    count = len(lon)
    if expected_s > task["budget_s"]:
        if task.get("all_or_nothing"):
            return json.dump({"skipped": f"would take about {expected_s:.0f} s"}, sys.stdout)
        count = max(SAMPLE, int(len(lon) * task["budget_s"] / expected_s))
        count = min(count - count % 10_000, len(lon))
    lon, lat = lon[:count], lat[:count]
    peer.load(lon, lat)
    way = peer.ways()[best]
    costs = []
    deadline = time.perf_counter() + task["budget_s"]
    while not costs or (len(costs) < task["repeat"] and time.perf_counter() < deadline):
        found, cost = timed(way)
        costs.append(cost)
    rows, ids = found if found is not None else peer.answers()

    # Of several claimants the first one, as ours.
    answers = np.full(count, NONE, dtype="<u4")
    np.minimum.at(answers, rows, np.asarray(ids).astype("<u4"))
    answers.tofile(task["answers"])
    costs.sort(key=lambda cost: cost["cpu_s"])
    json.dump(
        {
            "points": count,
            "way": best,
            "build_s": build_s,
            "run": {key: statistics.median(cost[key] for cost in costs) for key in ("wall_s", "cpu_s")},
            "repeat": len(costs),
            "versions": module.versions(),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
