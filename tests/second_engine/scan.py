"""Kulldorff's space-time scan by its definition, with NumPy and PROJ's geodesics: an implementation that shares nothing with ours.

usage: scan.py OUT.json

Writes boards of places with baselines and clues, the likeliest cylinder of each, and its p-value by replicates of NumPy's own draws.
"""

import json
import sys

import numpy as np
from pyproj import Geod

REPLICATES = 999
RADIUS_M = 40_000.0
SHARE = 0.5


def log_ratio(clues, expected, total):
    """Of arrays of cylinders; 0 where there are no more clues than expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = clues * np.log(clues / expected)
        outside = np.where(clues < total, (total - clues) * np.log((total - clues) / (total - expected)), 0.0)
    return np.where(clues > expected, inside + outside, 0.0)


def circles(lon, lat, baseline):
    """Membership of every circle: around each place, as far as each other one, within the limits."""
    count = len(lon)
    ends = np.meshgrid(np.arange(count), np.arange(count), indexing="ij")
    first, second = ends[0].ravel(), ends[1].ravel()
    _, _, metres = Geod(ellps="WGS84").inv(lon[first], lat[first], lon[second], lat[second])
    metres = metres.reshape(count, count)
    found = set()
    for centre in range(count):
        for radius in np.unique(metres[centre]):
            # A micrometre: ours and PROJ's distances differ by less, and places that are equally near belong together.
            inside = metres[centre] <= radius + 1e-6
            if radius <= RADIUS_M and baseline[inside].sum() <= SHARE * baseline.sum():
                found.add(tuple(np.flatnonzero(inside)))
    member = np.zeros((len(found), count))
    for row, places in enumerate(sorted(found)):
        member[row, list(places)] = 1.0
    return member


def largest(member, baseline, clues, longest):
    total, steps = clues.sum(), clues.shape[1]
    of_circle = member @ clues
    share = member @ baseline / baseline.sum()
    best = (0.0, None)
    for length in range(1, longest + 1):
        for start in range(steps - length + 1):
            inside = of_circle[:, start : start + length].sum(axis=1)
            ratio = log_ratio(inside, total * share * length / steps, total)
            row = int(ratio.argmax())
            if ratio[row] > best[0]:
                best = (float(ratio[row]), (row, start, length))
    return best


def board(rng, places, steps, clues, planted):
    lon = 125.0 + 1.5 * rng.random(places)
    lat = 43.0 + 1.0 * rng.random(places)
    baseline = rng.integers(1, 40, places).astype(float)
    counts = np.zeros((places, steps), dtype=int)
    np.add.at(counts, (rng.choice(places, clues, p=baseline / baseline.sum()), rng.integers(0, steps, clues)), 1)
    near = np.argsort((lon - lon[0]) ** 2 + (lat - lat[0]) ** 2)[:3]
    counts[near, 1:3] += planted
    longest = max(1, steps // 2)
    member = circles(lon, lat, baseline)
    ratio, (row, start, length) = largest(member, baseline, counts, longest)
    as_large = 0
    total = int(counts.sum())
    for _ in range(REPLICATES):
        drawn = np.zeros_like(counts)
        np.add.at(drawn, (rng.choice(places, total, p=baseline / baseline.sum()), rng.integers(0, steps, total)), 1)
        as_large += largest(member, baseline, drawn, longest)[0] >= ratio - 1e-9
    return {
        "places": np.column_stack([lon, lat]).tolist(),
        "baseline": baseline.tolist(),
        "steps": steps,
        "longest": longest,
        "clues": counts.ravel().tolist(),
        "log_ratio": ratio,
        "members": np.flatnonzero(member[row]).tolist(),
        "start": start,
        "length": length,
        "p": (as_large + 1) / (REPLICATES + 1),
    }


def main():
    rng = np.random.default_rng(20)
    boards = [board(rng, 30, 6, 150, planted) for planted in (0, 0, 2, 6)] + [board(rng, 45, 1, 200, 0), board(rng, 12, 10, 60, 1)]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"radius_m": RADIUS_M, "share": SHARE, "replicates": REPLICATES, "boards": boards}, out)


if __name__ == "__main__":
    main()
