#!/usr/bin/env bash
# Fuzzes what reads foreign text, guided by coverage (libFuzzer), on the stable compiler.
#
#   scripts/fuzz.sh [SECONDS]    each target for so long (60); what it learns is kept in the cache and goes on from there
#
# An input that breaks something is kept beside it, and its path is the last thing said. It belongs into engine/fuzz/seeds/ with the fix.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
seconds="${1:-60}"

RUSTC_WORKSPACE_WRAPPER="$PWD/scripts/coverage.sh" cargo build --locked --workspace --features bailiwick-fuzz/fuzz --bin fuzz-rules
learned="$cache/fuzz/rules"
mkdir -p "$learned"
# Seeds in the repository are read; what is new goes to the first folder.
"$CARGO_TARGET_DIR/debug/fuzz-rules" "$learned" engine/fuzz/seeds/rules engine/rules -dict=engine/fuzz/rules.dict \
    -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$learned-broken-" -verbosity=0 -print_final_stats=1
