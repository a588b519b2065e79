# shellcheck shell=sh
# Where things that outlive a clone are kept; sourced by make and by the scripts here (POSIX sh, started in the root of the clone).

# The data generator uses the same variable and the same folder.
cache="${BAILIWICK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bailiwick}"

# Outside the clone: a clean build of all dependencies takes minutes, and every clone and worktree can share it.
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export CARGO_TARGET_DIR

# One environment for the data generator, the second-engine sweeps and the lint tools. Its name is made from the pins, so
# two checkouts with different pins do not fight over one folder.
venv="$cache/venv-$(cat data/requirements.txt scripts/tools.txt tests/second_engine/requirements.txt | cksum | cut -d ' ' -f 1)"
# data/build.sh reads this one.
DATA_VENV="$venv"
export DATA_VENV

# The journeys ask this one for a second opinion (GEOS, by shapely).
BAILIWICK_PYTHON="${BAILIWICK_PYTHON:-$venv/bin/python}"
export BAILIWICK_PYTHON

# Boundaries of all China, which `sh data/build.sh --china` takes from the packages.
BAILIWICK_CHINA="$cache/china"
export BAILIWICK_CHINA
