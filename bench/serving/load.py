"""Asks a server for tiles, by `wrk`."""

import gzip
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from .servers import CONNECTIONS, Server, cpu_seconds, memory_mb, server_core

SCRIPT = Path(__file__).with_name("tiles.lua")
SEED = 20_250_107
ZOOMS = range(5, 13)
TILES_PER_ZOOM = 38


@dataclass
class Ask:
    """Which layers, whose tiles, and for how long."""

    layers: str
    tiles: list[tuple[int, int, int]]
    seconds: float
    connections: int = CONNECTIONS


def tiles(counties: np.ndarray) -> dict[int, list[tuple[int, int, int]]]:
    """For each zoom some tiles, each with a place inside a county: as many counties as land in cities and deserts are looked at."""
    rng = np.random.default_rng(SEED)
    places = shapely.get_coordinates(shapely.point_on_surface(counties))
    x = places[:, 0] / 360 + 0.5
    latitude = np.radians(places[:, 1])
    y = 0.5 - np.log(np.tan(np.pi / 4 + latitude / 2)) / (2 * np.pi)
    chosen = {}
    for zoom in ZOOMS:
        at = rng.permutation(len(places))
        columns, rows = (x[at] * 2**zoom).astype(int), (y[at] * 2**zoom).astype(int)
        chosen[zoom] = [
            (zoom, column, row) for column, row in list(dict.fromkeys(zip(columns.tolist(), rows.tolist(), strict=True)))[:TILES_PER_ZOOM]
        ]
    return chosen


def sizes(server: Server, layers: str, asked: list[tuple[int, int, int]]) -> dict:
    """Each tile once: so all are kept where tiles are kept, and their bytes are known, as sent and as they are."""
    sent, plain = [], []
    for tile in asked:
        with server.open(server.path(layers, tile), **{"Accept-Encoding": "gzip"}) as answer:
            body = answer.read()
            sent.append(len(body))
            plain.append(len(gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body))
    return {"sent_bytes": float(np.mean(sent)), "plain_bytes": float(np.mean(plain)), "largest_sent_bytes": max(sent)}


def run(server: Server, ask: Ask) -> dict:
    """Throughput, latency, and the CPU time that the server and its database took."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as paths:
        paths.writelines(f"{server.path(ask.layers, tile)}\n" for tile in ask.tiles)
        paths.flush()
        others = os.sched_getaffinity(0) - {server_core()}
        command = [
            "wrk",
            "-t1",
            f"-c{ask.connections}",
            f"-d{ask.seconds}s",
            "--timeout",
            "30s",
            "-H",
            "Accept-Encoding: gzip",
            "-s",
            SCRIPT,
            server.url,
        ]
        before = cpu_seconds(server.pids())
        done = subprocess.run(
            list(map(str, command)),
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            env=os.environ | {"TILES": paths.name},
            preexec_fn=lambda: os.sched_setaffinity(0, others or {server_core()}),
        )
        cpu = cpu_seconds(server.pids()) - before
    said = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("RESULT ")).removeprefix("RESULT "))
    return said | {"cpu_s": cpu, "memory_mb": memory_mb(server.pids()), "connections": ask.connections}
