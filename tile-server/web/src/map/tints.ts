import type { Label } from '../api/contract'

/**
 * A tint for each prefecture, such that two of the same tint lie as far apart as possible.
 *
 * The tiles do not say who touches whom, so distance between label points stands for it: each prefecture in
 * code order takes the tint whose nearest holder is farthest away. Equal input gives equal colours.
 */
export function tintPrefectures(labels: readonly Label[], tints: readonly string[]): Map<string, string> {
  const prefectures = labels
    .filter((label) => label.level === 'prefecture')
    .sort((a, b) => a.code.localeCompare(b.code))
  const holders = new Map<string, Label[]>(tints.map((tint) => [tint, []]))
  const chosen = new Map<string, string>()
  for (const prefecture of prefectures) {
    let best: { tint: string; distance: number } | null = null
    for (const [tint, others] of holders) {
      const distance = Math.min(Infinity, ...others.map((other) => squaredDistance(prefecture, other)))
      if (!best || distance > best.distance) best = { tint, distance }
    }
    if (!best) break
    chosen.set(prefecture.code, best.tint)
    holders.get(best.tint)?.push(prefecture)
  }
  return chosen
}

/** Only for comparing: degrees, longitude shortened for the latitude. */
function squaredDistance(a: Label, b: Label): number {
  const x = (a.lon - b.lon) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180))
  const y = a.lat - b.lat
  return x * x + y * y
}
