#!/usr/bin/env bash
# Fuzzes what reads foreign text, guided by coverage (libFuzzer), on the stable compiler.
#
#   scripts/fuzz.sh [SECONDS [TARGET…]]    each target for so long (60), all of them when none is named: rules, cql2, urls, tiles.
#                                          What a target learns is kept in the cache and goes on from there.
#
# An input that breaks something is kept beside it, and its path is the last thing said. It belongs into engine/fuzz/seeds/ with the fix.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
seconds="${1:-60}"
[ "$#" -gt 1 ] && targets=("${@:2}") || targets=(rules cql2 urls tiles)

# Folders in the repository that a target begins with, beside its own in engine/fuzz/seeds/, and the longest input.
declare -A more=([rules]=engine/rules [cql2]="" [urls]="" [tiles]="")
declare -A longest=([rules]=16384 [cql2]=8200 [urls]=4096 [tiles]=64)

bins=()
for target in "${targets[@]}"; do
    [ -n "${longest[$target]-}" ] || { echo "没有目标 / no target $target: ${!longest[*]}" >&2; exit 2; }
    bins+=(--bin "fuzz-$target")
done
RUSTC_WORKSPACE_WRAPPER="$PWD/scripts/coverage.sh" cargo build --locked --workspace --features bailiwick-fuzz/fuzz "${bins[@]}"
for target in "${targets[@]}"; do
    learned="$cache/fuzz/$target"
    mkdir -p "$learned"
    # Seeds in the repository are read; what is new goes to the first folder.
    # shellcheck disable=SC2086 # none or one folder
    "$CARGO_TARGET_DIR/debug/fuzz-$target" "$learned" "engine/fuzz/seeds/$target" ${more[$target]} "-dict=engine/fuzz/$target.dict" \
        -max_total_time="$seconds" "-max_len=${longest[$target]}" -timeout=10 -rss_limit_mb=2048 "-artifact_prefix=$learned-broken-" -verbosity=0 -print_final_stats=1
done
