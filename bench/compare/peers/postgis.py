"""PostGIS from Debian: a private server in a temporary folder, reached by a Unix socket, without parallel workers."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import psycopg
import shapely

NAME = "PostGIS"
# Speed at the cost of safety, which a server whose data is made anew each time may have.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "8GB",
    "shared_buffers": "2GB",
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
}
_server: dict[str, object] = {}


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        raise RuntimeError("no /usr/lib/postgresql/*/bin/initdb: apt-get install postgresql-15-postgis-3")
    return found[-1].parent


def _connect() -> psycopg.Connection:
    if "connection" in _server:
        return _server["connection"]
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="bailiwick-postgis-"))
    # The server refuses to run as root; who is not root runs it as themselves.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user, user)

    def run(*command: str | Path) -> None:
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        # To a file: the server lives on with these, and would keep a pipe open.
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run([*map(str, command)], check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_user)

    data = folder / "data"

    def stop() -> None:
        if (data / "postmaster.pid").exists():
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_name(f"{folder.name}.log").unlink(missing_ok=True)

    atexit.register(stop)
    run(programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
    run(programs / "pg_ctl", "-D", data, "-w", "-o", f"{options} -k {folder}", "start")
    connection = psycopg.connect(host=str(folder), user="bench", dbname="postgres", autocommit=True)
    connection.execute("CREATE EXTENSION postgis")
    _server["connection"] = connection
    return connection


def versions() -> str:
    postgres, postgis = _connect().execute("SELECT current_setting('server_version'), PostGIS_Lib_Version()").fetchone()
    return f"PostGIS {postgis}, PostgreSQL {postgres.split()[0]}"


class Locate:
    def __init__(self, shapes: np.ndarray) -> None:
        self.db = _connect()
        self.db.execute("DROP TABLE IF EXISTS area; CREATE UNLOGGED TABLE area (id int, shape geometry)")
        with self.db.cursor().copy("COPY area FROM STDIN") as copy:
            for row, wkb in enumerate(shapely.to_wkb(shapes, hex=True)):
                copy.write_row((row, wkb))
        self.db.execute("CREATE INDEX ON area USING gist (shape)")
        self.db.execute("VACUUM ANALYZE area")

    def load(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.db.execute("DROP TABLE IF EXISTS point; DROP TABLE IF EXISTS numbers")
        self.db.execute("CREATE UNLOGGED TABLE numbers (id int, lon float8, lat float8)")
        with self.db.cursor().copy("COPY numbers FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["int4", "float8", "float8"])
            for row in zip(range(len(lon)), lon.tolist(), lat.tolist(), strict=True):
                copy.write_row(row)
        self.db.execute("CREATE UNLOGGED TABLE point AS SELECT id, ST_MakePoint(lon, lat) AS place FROM numbers")
        self.db.execute("VACUUM ANALYZE point")

    def ways(self):
        return {
            "GiST on polygons": lambda: self._join(index_points=False),
            "GiST on points, made in the run": lambda: self._join(index_points=True),
        }

    def _join(self, index_points: bool):
        self.db.execute("DROP INDEX IF EXISTS point_place")
        if index_points:
            # Then each polygon asks once, and is prepared once. The planner takes this index when it may not scan.
            self.db.execute("CREATE INDEX point_place ON point USING gist (place)")
            self.db.execute("ANALYZE point")
        self.db.execute(f"SET enable_seqscan = on; SET enable_material = {'off' if index_points else 'on'}")
        order = "area CROSS JOIN point" if index_points else "point CROSS JOIN area"
        self.db.execute("SET join_collapse_limit = 1")
        self.db.execute("DROP TABLE IF EXISTS answer")
        self.db.execute(
            f"CREATE UNLOGGED TABLE answer AS SELECT point.id AS point, area.id AS area FROM {order} WHERE ST_Intersects(area.shape, point.place)"
        )
        return None

    def answers(self):
        """Fetched afterwards: PostGIS is not measured by how fast Python takes rows from it."""
        rows = self.db.execute("SELECT point, area FROM answer").fetchall()
        both = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def cpu_seconds(self) -> float:
        """Of the server's process for this connection, as the kernel counts it; our own only waits."""
        fields = Path(f"/proc/{self.db.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
