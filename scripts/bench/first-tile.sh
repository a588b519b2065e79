#!/usr/bin/env bash
# How long it takes from starting the server to the last byte of a tile of the counties, in milliseconds: the median of some runs.
#
#   scripts/bench/first-tile.sh [FOLDER]     FOLDER has the programs (default: the release build)
#   RUNS=5                                   how many runs; the first of all, with cold files, is not counted
#   CONFIG=FILE  TILE=Z/X/Y                  what is served and asked for (default: Jilin, and a tile with most of its counties)
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/env.sh

bin="${1:-$CARGO_TARGET_DIR/release}"
config="${CONFIG:-data/jilin/bailiwick.toml}"
tile="${TILE:-6/54/23}"
runs="${RUNS:-5}"
work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

now_us() {
    printf '%s' "${EPOCHREALTIME/[.,]/}"
}

once_us() {
    local url begun ended
    begun=$(now_us)
    # The server says where it listens as soon as it does: no port is guessed, and no time lost between two tries.
    mkfifo "$work/said"
    "$bin/bailiwick-server" -c "$config" --listen 127.0.0.1:0 >"$work/said" &
    server=$!
    read -r url <"$work/said"
    curl --silent --show-error --fail --output "$work/tile" "${url}counties/$tile"
    ended=$(now_us)
    kill "$server"
    wait "$server" || true
    server=""
    rm "$work/said"
    [ -s "$work/tile" ] || { echo "the tile $tile is empty" >&2; return 1; }
    took=$((ended - begun))
}

once_us
for _ in $(seq "$runs"); do
    once_us
    echo "$took"
done >"$work/all"
sort -n "$work/all" | awk '{ ms[NR] = $1 / 1000 } END { m = NR % 2 ? ms[(NR + 1) / 2] : (ms[NR / 2] + ms[NR / 2 + 1]) / 2
      printf "first tile: %.0f ms (median of %d; %.0f to %.0f)\n", m, NR, ms[1], ms[NR] }'
