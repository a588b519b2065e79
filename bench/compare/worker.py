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

SAMPLES = (10_000, 40_000)
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

    # Warm up on two samples: what each way takes is a part that is always there (preparing polygons, mostly) and a part for each
    # point. The way that is quickest for all the points is measured.
    all_points = (lon, lat)
    sizes = [min(size, len(lon)) for size in SAMPLES]
    seen = {}
    for size in sizes:
        peer.load(lon[:size], lat[:size])
        for name, way in peer.ways().items():
            if size == sizes[0]:
                way()
            seen.setdefault(name, []).append(timed(way)[1]["wall_s"])
    each = {name: max((took[1] - took[0]) / max(sizes[1] - sizes[0], 1), took[1] / sizes[1] / 20) for name, took in seen.items()}
    expected = {name: max(seen[name][1] - each[name] * sizes[1], 0.0) + each[name] * len(lon) for name in seen}
    best = min(expected, key=expected.get)

    # As many points as fit into the time; the rate is for each point.
    count = len(lon)
    if expected[best] > task["budget_s"]:
        if task.get("all_or_nothing"):
            return json.dump({"skipped": f"would take about {expected[best]:.0f} s"}, sys.stdout)
        fits = int(len(lon) - (expected[best] - task["budget_s"]) / each[best])
        count = min(max(sizes[1], fits - fits % 10_000), len(lon))
    while True:
        lon, lat = all_points[0][:count], all_points[1][:count]
        peer.load(lon, lat)
        way = peer.ways()[best]
        found, cost = timed(way)
        # The samples judge too harshly where a part of the cost grows slowly: then there is time for more points.
        if count == len(all_points[0]) or cost["wall_s"] > task["budget_s"] / 2:
            break
        count = min(int(count * 0.9 * task["budget_s"] / cost["wall_s"]) // 10_000 * 10_000, len(all_points[0]))
    costs = [cost]
    # No run is begun that would not end in time.
    left_s = 1.2 * task["budget_s"] - cost["wall_s"]
    while len(costs) < task["repeat"] and costs[-1]["wall_s"] < left_s:
        found, cost = timed(way)
        costs.append(cost)
        left_s -= cost["wall_s"]
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
            # What the others would have needed, by the samples: the choice can be judged.
            "ways_rate": {name: len(all_points[0]) / expected[name] for name in expected},
            "build_s": build_s,
            "run": {key: statistics.median(cost[key] for cost in costs) for key in ("wall_s", "cpu_s")},
            "repeat": len(costs),
            "versions": module.versions(),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
