#!/usr/bin/env bash
# Builds the wheel of the Python package (engine/python), installs it, and tests it from there: what is tested is what others get.
#
# It is the wheel of the dev profile, as everywhere in the tests: a release build takes minutes. To make one for use:
#   scripts/python.sh release    builds the release wheel into out/ and tests that
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

profile="${1:-dev}"
case "$profile" in dev | release) ;; *) echo "usage: scripts/python.sh [dev|release]" >&2; exit 2 ;; esac

# An environment of its own, named from its pins like the others: data frames of three libraries are no business of the data generator.
python_venv="$cache/venv-python-$(cksum <engine/python/requirements.txt | cut -d ' ' -f 1)"
stamp="$python_venv/requirements.txt"
if ! cmp -s engine/python/requirements.txt "$stamp" || ! "$python_venv/bin/python" -c '' 2>/dev/null; then
    printf 'python: %s\n' "$python_venv" >&2
    rm -rf "$python_venv"
    mkdir -p "$cache"
    "${PYTHON:-python3}" -m venv "$python_venv"
    "$python_venv/bin/python" -m pip --quiet --disable-pip-version-check install --only-binary :all: -r engine/python/requirements.txt
    cp engine/python/requirements.txt "$stamp" # last: an interrupted run starts over
fi

wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
build=("$python_venv/bin/maturin" build --quiet --locked --profile "$profile" --manifest-path engine/python/Cargo.toml --out "$wheels")
"${build[@]}" --interpreter "$python_venv/bin/python"
# Left for the notebooks, which are to run with what was tested.
kept="$CARGO_TARGET_DIR/wheels/$profile"
rm -rf "$kept"
mkdir -p "$kept"
cp "$wheels"/*.whl "$kept"
cargo build --locked --quiet --workspace --bins $([ "$profile" = dev ] || echo --release)
export BAILIWICK_COMMAND="$CARGO_TARGET_DIR/$([ "$profile" = dev ] && echo debug || echo release)/bailiwick"

# Into a fresh environment, so that nothing is found but what the wheel brings. What it needs beside itself lies in the first one.
fresh="$wheels/venv"
"$python_venv/bin/python" -m venv --without-pip "$fresh"
site=$("$python_venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
fresh_site=$("$fresh/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$python_venv/bin/python" -m pip --quiet --disable-pip-version-check install --no-deps --no-index --target "$fresh_site" "$wheels"/*.whl
printf '%s\n' "$site" >"$fresh_site/tests.pth"

cd engine/python
"$fresh/bin/python" -m pytest -p no:cacheprovider
"$fresh/bin/python" -m mypy --cache-dir "$wheels/mypy"
# The stubs are those of the package, which hands on the compiled module; what is written in Python has its types in place.
printf '%s\n' 'bailiwick\.bailiwick' 'bailiwick\.spark\..*' >"$wheels/allowed"
"$fresh/bin/python" -m mypy.stubtest --mypy-config-file pyproject.toml --allowlist "$wheels/allowed" bailiwick
if [ "$profile" = release ]; then
    mkdir -p ../../out
    cp "$wheels"/*.whl ../../out/
    ls ../../out/*.whl
fi
