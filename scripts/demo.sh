#!/usr/bin/env bash
# The demonstration: check, assign three sample batches, write handover lists, look for hotspots, draft a joint action, serve the map. `make demo` builds first.
#
#   DEMO_BIN=FOLDER     where the two programs are (default: the release build)
#   DEMO_OUT=FOLDER     where results go (default: out)
#   DEMO_LISTEN=ADDR    where the server listens (default: as bailiwick.toml says)
#   DEMO_NO_SERVE=1     start the server, ask for its health, stop it; as without a terminal in CI
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

bin="${DEMO_BIN:-$CARGO_TARGET_DIR/release}"
out="${DEMO_OUT:-out}"
config=data/jilin/bailiwick.toml
clues=data/jilin/clues
mkdir -p "$out"

headline() {
    printf '\n── %s\n' "$*"
}

headline "检查数据 / check the sources"
"$bin/bailiwick" check -c "$config"

assign() { # CLUES OUT
    headline "分派线索 / assign $1 → $2"
    "$bin/bailiwick" assign "$clues/$1" -c "$config" -o "$out/$2"
}
assign clues-wgs84.csv clues-wgs84-assigned.xlsx
assign clues-gcj02.xlsx clues-gcj02-assigned.xlsx
# The same batch for QGIS; what is said about it was said above.
assign clues-gcj02.xlsx clues-gcj02-assigned.gpkg 2>&1 | tail -n 1
assign clues-gk.shp clues-gk-assigned.geojson

headline "移交清单 / handover lists → $out/handover"
"$bin/bailiwick" handover "$clues/clues-wgs84.csv" -c "$config" -o "$out/handover"

headline "跨界热点 / hotspots across borders → $out/hotspots"
"$bin/bailiwick" hotspots "$clues/clues-wgs84.csv" -c "$config" -o "$out/hotspots"

headline "联合执法工作方案（草案） / a draft joint action → $out/plan"
"$bin/bailiwick" plan data/jilin/actions/area-sample.geojson --roster data/jilin/actions/roster-sample.csv \
    --seed "示例种子 / sample seed" -c "$config" -o "$out/plan"

headline "生成的文件（示例数据） / what was made (sample data)"
find "$out" -maxdepth 1 -type f -name '*-assigned.*' -printf '%s %p\n' | sort -k 2 | awk '{ printf "%9.1f kB  %s\n", $1 / 1000, $2 }'
printf '%9s files %s\n' "$(find "$out/handover" -type f | wc -l)" "$out/handover/"

printf '%s\n' "程序所在目录 / programs: $bin"

listen=()
[ -z "${DEMO_LISTEN:-}" ] || listen=(--listen "$DEMO_LISTEN")

if [ "${DEMO_NO_SERVE:-}" != 1 ] && { [ -t 1 ] || [ -z "${CI:-}" ]; }; then
    headline "地图服务，按 Ctrl-C 结束 / the map; Ctrl-C stops it"
    # In place of this script, so that Ctrl-C reaches the server and nothing is left behind.
    exec "$bin/bailiwick-server" -c "$config" "${listen[@]}"
fi

headline "地图服务自检 / the map answers"
said=$(mktemp)
# Port 0: the system picks a free one, and the server says which.
"$bin/bailiwick-server" -c "$config" --listen 127.0.0.1:0 >"$said" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$said"' EXIT
node - "$said" "$server" <<'JS'
const { readFileSync } = require('node:fs')
const deadline = Date.now() + 60_000
const runs = () => {
  try {
    return process.kill(Number(process.argv[3]), 0) // signal 0 only asks
  } catch {
    return false
  }
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
const main = async () => {
  while (runs() && Date.now() < deadline) {
    const url = readFileSync(process.argv[2], 'utf8').match(/http:\/\/[\d.]+:\d+/)?.[0]
    const answer = url && (await fetch(`${url}/health`).catch(() => undefined))
    if (answer) {
      console.log(`${url}/health: ${answer.status} ${await answer.text()}`)
      return answer.ok ? 0 : 1
    }
    await pause()
  }
  console.error('the server stopped, or did not answer within a minute')
  return 1
}
main().then((code) => process.exit(code))
JS
kill "$server"
wait "$server" || { echo "the server did not stop cleanly: exit code $?" >&2; exit 1; }
