#!/usr/bin/env bash
# Executes the notebooks, and compares Spark with one engine, with the wheel in a fresh environment: what runs here runs for others.
#
#   scripts/notebooks.sh              all notebooks and the comparison; nothing in the clone changes
#   scripts/notebooks.sh keep         the notebooks, and keeps their outputs in them, for committing
#
# The wheel is the one that scripts/python.sh has built and tested last; where there is none yet, that is run first.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

mode="${1:-test}"
case "$mode" in test | keep) ;; *) echo "usage: scripts/notebooks.sh [keep]" >&2; exit 2 ;; esac

wheel() {
    find "$CARGO_TARGET_DIR/wheels/dev" -name 'bailiwick-*.whl' 2>/dev/null | head -n 1
}
[ -n "$(wheel)" ] || scripts/python.sh
export BAILIWICK_COMMAND="${BAILIWICK_COMMAND:-$CARGO_TARGET_DIR/debug/bailiwick}"
[ -x "$BAILIWICK_COMMAND" ] || cargo build --locked --quiet --workspace --bins

# An environment of its own, named from its pins like the others. PySpark comes as source, which is Python and jars.
notebook_venv="$cache/venv-notebooks-$(cksum <notebooks/requirements.txt | cut -d ' ' -f 1)"
stamp="$notebook_venv/requirements.txt"
if ! cmp -s notebooks/requirements.txt "$stamp" || ! "$notebook_venv/bin/python" -c '' 2>/dev/null; then
    printf 'notebooks: %s\n' "$notebook_venv" >&2
    rm -rf "$notebook_venv"
    mkdir -p "$cache"
    "${PYTHON:-python3}" -m venv "$notebook_venv"
    "$notebook_venv/bin/python" -m pip --quiet --disable-pip-version-check install --only-binary :all: --no-binary pyspark -r notebooks/requirements.txt
    cp notebooks/requirements.txt "$stamp" # last: an interrupted run starts over
fi

# The wheel into a fresh environment. What else it and the notebooks need lies in the first one.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fresh="$work/venv"
"$notebook_venv/bin/python" -m venv --without-pip "$fresh"
site=$("$notebook_venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
fresh_site=$("$fresh/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$notebook_venv/bin/python" -m pip --quiet --disable-pip-version-check install --no-deps --no-index --target "$fresh_site" "$(wheel)"
printf '%s\n' "$site" >"$fresh_site/notebooks.pth"

# Where notebooks write. Kernels are found by their description, which the first environment has.
export BAILIWICK_OUT="$work/out" JUPYTER_PATH="$notebook_venv/share/jupyter" IPYTHONDIR="$work/ipython" PYTHONDONTWRITEBYTECODE=1
export MPLCONFIGDIR="$cache/matplotlib"
for notebook in notebooks/*.ipynb; do
    started=$SECONDS
    "$fresh/bin/python" notebooks/execute.py "$mode" "$notebook"
    printf '%s: %s s\n' "$notebook" "$((SECONDS - started))"
done
[ "$mode" = keep ] || (cd bench && "$fresh/bin/python" -W ignore::FutureWarning -m spark 200_000)
