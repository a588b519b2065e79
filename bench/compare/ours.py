"""Our side: the bench program of the engine and the release binary, as they are built from this tree."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import inputs
from .places import BINARY, CHINA, FIRST_TILE, INPUTS, JILIN, REPOSITORY


def build() -> Path:
    """Builds both, release profile; returns the bench program."""
    # --workspace, because cargo would choose other features for one package and compile the dependencies once more.
    command = ["cargo", "build", "--release", "--locked", "--workspace", "--bins", "--bench", "peer", "--message-format=json-render-diagnostics"]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in done.stdout.splitlines())
    return next(
        Path(message["executable"])
        for message in messages
        if message["reason"] == "compiler-artifact" and message["target"]["name"] == "peer" and message["executable"]
    )


def last_core() -> None:
    """To be called in the child: the core on which the peers run too."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def run(program: Path, work: str, threads: int = 1, **options: object) -> dict:
    """One piece of work; on one thread it is kept to the core of the peers."""
    words = [str(word) for key, value in options.items() for word in (f"--{key.replace('_', '-')}", value)]
    command = [program, work, "--threads", str(threads), *words]
    pinned = last_core if threads == 1 else None
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, preexec_fn=pinned).stdout)


def open_snapshot(program: Path) -> dict:
    """China's counties, prefectures and provinces from their snapshot, which the first opening makes."""
    tables = [f'[[jurisdictions]]\npath = "{CHINA.with_name(level)}.fgb"\nlevel = "{level}"\n' for level in ("county", "prefecture", "province")]
    # The source has 台湾省 as a province and, without counties, as a county of the same code.
    waiver = '\n[[waivers]]\nfault = "missing_code"\ncodes = ["710000"]\nreason = "one code at two levels in the source"\n'
    config = INPUTS / "china.toml"
    config.write_text('[dataset]\nname = "China"\n\n' + "\n".join(tables) + waiver + '\n[snapshot]\npath = "china.snapshot"\n')
    return run(program, "open", config=config, repeat=5)


def first_tile_ms() -> float:
    """From starting the server of Jilin to the last byte of its first tile."""
    said = subprocess.run([FIRST_TILE], check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(said.removeprefix("first tile: ").partition(" ms")[0])


def assign(rows: int, threads: int, repeat: int, kind: str = "uniform") -> dict:
    """Parquet to Parquet with the release binary, as a user runs it: counties, overlays, zones, outfalls and rules of Jilin. The best of
    some runs; with one thread it is kept to the core of the peers."""
    batch = inputs.batch(rows, kind)
    return min((_assign_once(batch, rows, threads) for _ in range(repeat)), key=lambda said: said["cpu_s"])


def _assign_once(source: Path, rows: int, threads: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        command = [BINARY, "assign", source, "-o", Path(folder) / "out.parquet", "-c", JILIN / "bailiwick.toml", "--crs", "EPSG:4490"]
        environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
        pinned = last_core if threads == 1 else None
        measured = [sys.executable, Path(__file__).with_name("usage.py"), *command]
        # The exit code says whether every clue got one answer; that some are for people to decide is no failure.
        ran = subprocess.run(measured, check=False, capture_output=True, text=True, env=environment, preexec_fn=pinned)
        if ran.returncode != 0:
            raise RuntimeError(f"bailiwick assign ended with {ran.returncode}: {ran.stderr}")
    return {"points": rows} | json.loads(ran.stdout)
