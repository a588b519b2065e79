#!/usr/bin/env bash
# Bailiwick beside its peers: installs them (PyPI, and PostGIS from Debian), makes the data, runs everybody, compares all answers.
# Results: the terminal, docs/bench.md and docs/images/bench-*.svg. See bench/README.md.
#
#   scripts/bench/peers.sh           everything; some forty minutes on two cores, and ten more the first time, for Martin
#   scripts/bench/peers.sh tiles     only the tiles, beside Martin, tippecanoe and GDAL: docs/bench-tiles.md
#   scripts/bench/peers.sh hotspots  only the statistics of hotspots, beside PySAL and scikit-learn: docs/bench-hotspots.md
#   scripts/bench/peers.sh quick     two workloads and three zooms, into out/bench/
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/env.sh

packages=(compare serving hotspots)
case "${1:-}" in
    "") arguments=() ;;
    quick) arguments=(--quick) ;;
    tiles) arguments=() packages=(serving) ;;
    hotspots) arguments=() packages=(hotspots) ;;
    *) echo "usage: scripts/bench/peers.sh [quick | tiles | hotspots]" >&2; exit 2 ;;
esac

# PostGIS is one peer of several: without root the run goes on, and the table says that it is not there.
if ! compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null; then
    root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    # No cluster that starts by itself: ours is private, and gone afterwards.
    major=$(apt-cache show postgresql 2>/dev/null | sed -n 's/^Version: \([0-9]*\).*/\1/p' | head -n 1)
    printf 'bench: apt-get install postgresql-%s-postgis-3\n' "${major:-15}" >&2
    log=$(mktemp)
    if ! { "${root[@]}" apt-get -q update && "${root[@]}" mkdir -p /etc/postgresql-common &&
        { [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | "${root[@]}" tee /etc/postgresql-common/createcluster.conf; } &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "postgresql-${major:-15}-postgis-3"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
    fi
    rm -f "$log"
fi

# Martin, and what asks the servers.
martin=1.14.0
if [ "$("$cache/peers/bin/martin" --version 2>/dev/null)" != "martin $martin" ]; then
    printf 'bench: cargo install martin %s\n' "$martin" >&2
    CARGO_TARGET_DIR="$cache/peers/target" cargo install --quiet --locked martin --version "$martin" --root "$cache/peers" \
        --no-default-features --features mbtiles,pmtiles,postgres --force
    rm -rf "$cache/peers/target"
fi
command -v wrk >/dev/null || { [ "$(id -u)" = 0 ] && apt-get -q install -y wrk >&2; } || sudo -n apt-get -q install -y wrk >&2

# An environment of its own: other versions than those that write the committed data.
peers="$cache/venv-bench-$(cksum <bench/requirements.txt | cut -d ' ' -f 1)"
if [ ! -e "$peers/complete" ]; then
    printf 'bench: %s\n' "$peers" >&2
    rm -rf "$peers"
    "${PYTHON:-python3}" -m venv "$peers"
    "$peers/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: -r bench/requirements.txt
    touch "$peers/complete"
fi

[ -e "$cache/china/county.fgb" ] || sh data/build.sh --china

cargo build --quiet --release --locked --workspace --bins
# OPENBLAS_CORETYPE may be set against faults of older OpenBLAS; it would slow SciPy's newer one.
cd bench
for package in "${packages[@]}"; do
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$peers/bin/python" -m "$package" "${arguments[@]}"
done
