"""`python -m serving.soak [SECONDS]`: everything at once, by more clients than the server lets wait, for ten minutes.

Memory has to stay flat, 503 has to be seen and nothing else may fail, and when the clients are gone the server is as quick as before. Beside
them are clients that send a byte of their header a second, and some that send headers without end.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyogrio
import shapely

from . import inputs, load
from .servers import Bailiwick, cpu_seconds, memory_mb

SECONDS = 600
# More than wait for a core at once (`WAITING_MAX` in the server): the rest is sent away.
CONNECTIONS = 2000
SLOW_CLIENTS = 200
CACHE_MB = 64
SEED = 20_250_108
# What the system takes before the server has refused it counts too.
HEADER_BYTES_MAX = 8_000_000
CLUES = 1_000_000


def paths(counties: np.ndarray) -> list[str]:
    """Tiles mostly, more than the cache holds; features, filters, documents, letters; and what cannot be answered."""
    rng = np.random.default_rng(SEED)
    places = shapely.get_coordinates(shapely.point_on_surface(counties))
    x = places[:, 0] / 360 + 0.5
    y = 0.5 - np.log(np.tan(np.pi / 4 + np.radians(places[:, 1]) / 2)) / (2 * np.pi)
    tiles = []
    for zoom in range(4, 15):
        for column, row in {(int(a * 2**zoom), int(b * 2**zoom)) for a, b in zip(x, y, strict=True)}:
            tiles += [f"/{layers}/{zoom}/{column}/{row}" for layers in ("counties", "clues", "provinces,prefectures,borders,labels")]
    rng.shuffle(tiles)
    others = []
    for lon, lat in places[rng.permutation(len(places))[:400]]:
        box = f"{lon - 0.2:.4f},{lat - 0.2:.4f},{lon + 0.2:.4f},{lat + 0.2:.4f}"
        text = quote("class = '其他' AND S_INTERSECTS(geometry, POINT(125 43))")
        others += [
            f"/collections/clues/items?limit=50&bbox={box}",
            f"/collections/counties/items?bbox={box}&crs=http://www.opengis.net/def/crs/EPSG/0/4490&skipGeometry=true",
            f"/collections/clues/items?limit=10&filter={text}&bbox={box}",
            f"/api/v1/explain?lon={lon:.5f}&lat={lat:.5f}&crs=EPSG:4490",
            f"/collections/counties/tiles/WorldCRS84Quad/7/{int((90 - lat) / 180 * 128)}/{int((lon + 180) / 360 * 256)}",
        ]
    documents = [
        "/catalog",
        "/counties",
        "/style/bailiwick",
        "/collections",
        "/api",
        "/conformance",
        "/font/Noto Sans SC Regular/19968-20223".replace(" ", "%20"),
    ]
    bad = [
        "/counties/30/1/1",
        "/counties/5/99/1",
        "/nothing/1/0/0",
        "/collections/clues/items?limit=-1",
        "/collections/clues/items?filter=((((",
        "/a/../../etc/passwd",
    ]
    return tiles[:20_000] + others + documents * 50 + bad * 50


def slow_client(port: int, stop: threading.Event, closed: list[float]) -> None:
    """A byte a second; remembers after how long it was sent away."""
    while not stop.is_set():
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            try:
                while not stop.wait(1):
                    client.sendall(b"a")
            except OSError:
                closed.append(time.monotonic() - began)


def endless_header(port: int) -> tuple[int, bytes]:
    """How much of a header without end is taken, and what is said to it."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        try:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ")
            while sent < 50_000_000:
                sent += client.send(b"a" * 65_536)
        except OSError:
            pass
        try:
            return sent, client.recv(200)
        except OSError:
            return sent, b""


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    sources = inputs.layers(CLUES)
    asked = paths(shapely.from_wkb(pyogrio.raw.read(sources["counties"])[2]))
    with Bailiwick(inputs.config(CACHE_MB, CLUES)) as server, tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        # Its own cores are all there are: wrk takes what it needs from them.
        for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), os.sched_getaffinity(0))
        file.writelines(f"{path}\n" for path in asked)
        file.flush()
        port = int(server.url.rpartition(":")[2])
        stop, closed = threading.Event(), []
        slow = [threading.Thread(target=slow_client, args=(port, stop, closed)) for _ in range(SLOW_CLIENTS)]
        for one in slow:
            one.start()
        memory = [memory_mb(server.pids())]
        began, cpu = time.monotonic(), cpu_seconds(server.pids())
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "60s", "-H", "Accept-Encoding: gzip, zstd"]
        command += ["--latency", "-s", str(load.SCRIPT.with_name("soak.lua")), server.url]
        wrk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PATHS": file.name})
        while wrk.poll() is None:
            time.sleep(5)
            memory.append(memory_mb(server.pids()))
            if len(memory) % 12 == 0:
                print(f"    {time.monotonic() - began:4.0f} s   {memory[-1]:6.0f} MB   {len(closed)} slow clients sent away", flush=True)
        used = (cpu_seconds(server.pids()) - cpu) / (time.monotonic() - began)
        said = json.loads(next(line for line in wrk.stdout.read().splitlines() if line.startswith("RESULT ")).removeprefix("RESULT "))
        stop.set()
        for one in slow:
            one.join()
        taken, answer = endless_header(port)
        after = load.run(server, load.Ask("counties", [(8, 217, 94)], 2, 1))
        rested = memory_mb(server.pids())
    statuses = dict(said["statuses"])
    third = len(memory) // 3
    middle, last = max(memory[third : 2 * third]), max(memory[2 * third :])
    latency = f"p50 {said['p50_ms']} ms, p99 {said['p99_ms']} ms, max {said['max_ms']} ms"
    print(f"{said['requests']} requests in {said['wall_s']:.0f} s, {used:.2f} cores; {latency}")
    print(f"statuses: {statuses}; broken connections: {said['broken']}; timeouts: {said['timeouts']}")
    print(f"memory: {memory[0]:.0f} MB before, at most {middle:.0f} in the second third, {last:.0f} in the last, {rested:.0f} after")
    print(f"slow clients sent away: {len(closed)}" + (f", after {min(closed):.0f} to {max(closed):.0f} s" if closed else ""))
    print(f"a header without end: {taken} bytes taken, then {answer[:40]!r}; afterwards a tile in {after['p50_ms']} ms")
    fine = last <= 1.05 * middle and said["broken"] == 0 and 503 in statuses and not any(status >= 500 and status != 503 for status in statuses)
    fine = fine and taken < HEADER_BYTES_MAX and after["failed"] == 0
    print("✓" if fine else "✗")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
