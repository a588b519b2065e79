"""The servers, each in processes of its own that are kept to one core, and what they use."""

import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pyogrio
import shapely

from compare.peers import postgis
from compare.places import CACHE, TARGET

MARTIN = CACHE / "peers/bin/martin"
CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")
START_S = 300


def server_core() -> int:
    """Servers and their databases run here; the load comes from another core, where there is one."""
    return max(os.sched_getaffinity(0))


def pin() -> None:
    """To be called in the child."""
    os.sched_setaffinity(0, {server_core()})


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(one for child in children.read_text().split() for one in family(int(child)))]


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_mb(pids: list[int]) -> float:
    """What they have in memory, pages that they share counted once each."""
    said = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1]) for text in said) * 1024 / 1e6


def busy(pids: list[int]) -> float:
    """How much of a core they take, over a second."""
    before = cpu_seconds(pids)
    time.sleep(1)
    return cpu_seconds(pids) - before


class Server:
    """A process that answers at `url`."""

    name: str

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.url = ""

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()

    def pids(self) -> list[int]:
        return family(self.process.pid)

    def open(self, path: str, **headers: str):
        return urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=START_S)

    def path(self, layers: str, tile: tuple[int, int, int]) -> str:
        return f"/{layers}/{'/'.join(map(str, tile))}"


class Bailiwick(Server):
    def __init__(self, config: Path, name: str = "Bailiwick") -> None:
        super().__init__()
        self.name = name
        began = time.monotonic()
        command = [TARGET / "release/bailiwick-server", "-c", config, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=pin)
        self.url = self.process.stdout.readline().strip().rstrip("/")
        # All that is configured is read before anything is measured.
        while True:
            try:
                with self.open("/ready"):
                    break
            except urllib.error.HTTPError:
                time.sleep(0.1)
        self.start_s = time.monotonic() - began
        # Nor while it still makes ready what nobody has asked for yet.
        while busy(self.pids()) > 0.05:
            pass


class Martin(Server):
    """One worker, as it is kept to one core; gzip, which it prefers."""

    def __init__(self, name: str, cache_mb: int, sources: str) -> None:
        super().__init__()
        self.name = name
        self.folder = tempfile.TemporaryDirectory(prefix="bailiwick-martin-")
        config = Path(self.folder.name) / "martin.yaml"
        config.write_text(f"listen_addresses: 127.0.0.1:0\nworker_processes: 1\ncache:\n  size_mb: {cache_mb}\n{sources}")
        self.log = Path(self.folder.name) / "log"
        with self.log.open("wb") as log:
            environment = os.environ | {"RUST_LOG": "info,actix_server=info", "NO_COLOR": "1"}
            self.process = subprocess.Popen([MARTIN, "--config", config], stdout=log, stderr=log, preexec_fn=pin, env=environment)
        began = time.monotonic()
        while not (said := re.search(r"127\.0\.0\.1:([1-9]\d*)", self.log.read_text(errors="replace"))):
            if self.process.poll() is not None or time.monotonic() - began > START_S:
                raise RuntimeError(f"Martin does not start: {self.log.read_text(errors='replace')[-1000:]}")
            time.sleep(0.05)
        self.url = f"http://127.0.0.1:{said[1]}"

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.folder.cleanup()


class MartinOnFile(Martin):
    """PMTiles or MBTiles files by the names of their layers."""

    def __init__(self, name: str, cache_mb: int, kind: str, files: dict[str, Path]) -> None:
        super().__init__(name, cache_mb, f"{kind}:\n  sources:\n" + "".join(f"    {layer}: {path}\n" for layer, path in files.items()))


class MartinOnPostgis(Martin):
    """Tables in web Mercator with an index, so that nothing is transformed while a tile is made."""

    def __init__(self, name: str, cache_mb: int, layers: dict[str, Path]) -> None:
        self.database = postgis._connect()
        host = self.database.info.host
        tables = ""
        for layer, path in layers.items():
            kind, columns = load(layer, path)
            tables += f"    {layer}:\n      schema: public\n      table: {layer}\n      srid: 3857\n      geometry_column: geom\n"
            tables += (
                f"      geometry_type: {kind}\n      extent: 4096\n      buffer: 64\n      clip_geom: true\n      minzoom: 0\n      maxzoom: 22\n"
            )
            tables += "      properties:\n" + "".join(f"        {column}: text\n" for column in columns)
        connection = f"postgresql://bench@localhost/postgres?host={host}".replace("localhost/", "/")
        super().__init__(
            name, cache_mb, f"postgres:\n  connection_string: '{connection}'\n  pool_size: {CONNECTIONS}\n  auto_publish: false\n  tables:\n{tables}"
        )
        for pid in family(self.postmaster()):
            os.sched_setaffinity(pid, {server_core()})

    def postmaster(self) -> int:
        return int(self.database.execute("SELECT pg_read_file('postmaster.pid')").fetchone()[0].split()[0])

    def pids(self) -> list[int]:
        return [*super().pids(), *family(self.postmaster())]


def load(layer: str, path: Path) -> tuple[str, list[str]]:
    """A layer as a table; the kind of its geometry and its columns."""
    database = postgis._connect()
    meta, _, geometry, columns = pyogrio.raw.read(path)
    names = list(meta["fields"])
    kind = "MULTIPOLYGON" if "Polygon" in meta["geometry_type"] else "POINT"
    if database.execute("SELECT to_regclass(%s)", [layer]).fetchone()[0] is None:
        wkb = shapely.to_wkb(shapely.from_wkb(geometry), hex=True)
        texts = ", ".join(f'"{name}" text' for name in names)
        database.execute(f"CREATE UNLOGGED TABLE loading ({texts}, geom geometry)")
        with database.cursor().copy("COPY loading FROM STDIN") as copy:
            for row in zip(*columns, wkb, strict=True):
                copy.write_row([None if value is None else str(value) for value in row])
        multi = "ST_Multi" if kind == "MULTIPOLYGON" else ""
        wanted = ", ".join(f'"{name}"' for name in names)
        database.execute(
            f"CREATE UNLOGGED TABLE {layer} AS SELECT {wanted}, "
            f"{multi}(ST_Transform(ST_SetSRID(geom, 4326), 3857))::geometry({kind}, 3857) AS geom FROM loading WHERE NOT ST_IsEmpty(geom)"
        )
        database.execute("DROP TABLE loading")
        database.execute(f"CREATE INDEX ON {layer} USING gist (geom)")
        database.execute(f"VACUUM ANALYZE {layer}")
    return kind, names
