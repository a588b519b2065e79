#!/usr/bin/env bash
# Every check and test, in an order that fails early: what takes seconds first, then what compiles. The first failure ends it.
#
#   scripts/test.sh         all of it
#   scripts/test.sh lint    only what judges text without running the programs
#
# STRICT=1 (always in CI) turns every skipped test into a failure. Only the dev profile is compiled.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
[ "${CI:-}" != true ] || export STRICT=1
export RUSTDOCFLAGS="-D warnings"

part="${1:-all}"
web=(npm --prefix tile-server/web run)
summary=""

lint() { # NAME COMMAND…
    local name="$1" started=$SECONDS status=0
    shift
    printf '\n━━ %s\n' "$name"
    "$@" || status=$?
    if [ "$status" -ne 0 ]; then
        printf '\n✗ %s: exit code %s after %s s\n' "$name" "$status" "$((SECONDS - started))" >&2
        exit "$status"
    fi
    summary+=$(printf '%6s s  %s' "$((SECONDS - started))" "$name")$'\n'
    printf '✓ %s (%s s)\n' "$name" "$((SECONDS - started))"
}

run() { # NAME COMMAND…
    [ "$part" = lint ] || lint "$@"
}

clean_tree() {
    local changes
    changes=$(git status --porcelain)
    [ -n "$changes" ] || return 0
    printf 'files of the clone were changed or left behind:\n%s\n' "$changes" >&2
    return 1
}

before=$(git status --porcelain)
demo_out=$(mktemp -d)
trap 'rm -rf "$demo_out"' EXIT

lint "set-up" scripts/setup.sh test
lint "rustfmt" cargo fmt --all --check
lint "spelling" "$venv/bin/typos"
lint "ruff" "$venv/bin/ruff" check data bench tests/qgis engine/python notebooks
lint "licences, bans, sources" scripts/policy.sh
lint "web: install and build" make web
lint "web: eslint, types" "${web[@]}" lint
run "web: unit tests" "${web[@]}" test
run "data" sh data/build.sh --test
lint "clippy" cargo clippy --locked --workspace --all-targets --features bailiwick-fuzz/fuzz -- -D warnings
run "programs" cargo build --locked --workspace --bins
run "python wheel and its tests" scripts/python.sh
run "notebooks, and Spark beside one engine" scripts/notebooks.sh
run "unit and property tests" cargo test --locked --workspace --lib --bins
run "house and journeys" cargo test --locked --workspace --test '*'
run "fuzzing rulesets, filters, requests, tiles" scripts/fuzz.sh 20
run "doc tests" cargo test --locked --workspace --doc
run "documentation" cargo doc --locked --workspace --no-deps
run "demo, with the programs just built" env DEMO_BIN="$CARGO_TARGET_DIR/debug" DEMO_OUT="$demo_out" DEMO_NO_SERVE=1 scripts/demo.sh
# A developer's own uncommitted changes are no fault; what a clean clone is left with is.
[ -n "$before" ] || run "the clone is as clean as before" clean_tree

printf '\n%s%6s s  in all\n' "$summary" "$SECONDS"
