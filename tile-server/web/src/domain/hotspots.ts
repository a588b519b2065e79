import type { Hotspots, Piece, Place, ScanCluster, Split, Touches } from '../api/hotspots'
import type { Bounds, LonLat } from '../api/contract'

/** How likely chance may make what is shown; null shows all. */
export const LEVELS = [null, 0.05, 0.01] as const
export type PMax = (typeof LEVELS)[number]

export interface HotspotFilter {
  pMax: PMax
  /** The first and the last step of time that are looked at, from 0. */
  steps: [first: number, last: number]
}

/** Days, both included, as ISO texts, which sort as they follow one another. */
export type Days = [first: string, last: string]

const DAY_MS = 86_400_000

const shifted = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

export const stepCount = (steps: Hotspots['steps']): number => steps?.first_days.length ?? 0

/** The days from one step to another. */
export function daysOf(steps: Hotspots['steps'], [first, last]: HotspotFilter['steps']): Days | null {
  const [from, until] = [steps?.first_days[first], steps?.first_days[last]]
  return steps && from && until ? [from, shifted(until, steps.days - 1)] : null
}

/** The days that are asked for; null where that is all of them, so that what has no day is shown, too. */
export function askedDays(steps: Hotspots['steps'], asked: HotspotFilter['steps']): Days | null {
  return asked[0] <= 0 && asked[1] >= stepCount(steps) - 1 ? null : daysOf(steps, asked)
}

const isRare = (p: number | null, pMax: PMax): boolean => pMax === null || (p !== null && p <= pMax)

/** Whether a cluster is shown: rare enough, and some of it in the days asked for. */
export function isPlaceShown({ p_value, first_day, last_day }: Place, pMax: PMax, days: Days | null): boolean {
  if (!isRare(p_value, pMax)) return false
  return days === null || (first_day !== null && last_day !== null && first_day <= days[1] && last_day >= days[0])
}

/** Of pieces and hexagons there are many: theirs is the p-value that is adjusted for that. */
export const isPieceShown = ({ adjusted_p }: Pick<Piece, 'adjusted_p'>, pMax: PMax): boolean => isRare(adjusted_p, pMax)

/** A hotspot with all that the panel says of it. */
export interface Spot {
  place: Place
  split: Split | null
  touches: Touches | null
  expected: number | null
  centre: LonLat | null
}

/** What several counties have and none of them sees comes first: it is what the view is for. Then what several have, then the rest, then the scan. */
const rankOf = ({ place, split }: Spot): number => {
  if (place.method === 'scan') return 3
  if (split?.seen_by_nobody) return 0
  return (split?.counties.length ?? 0) > 1 ? 1 : 2
}

/** The hotspots of an answer, and among their like in its order: the largest first. */
export function spotsOf({ places, clusters, scan }: Hotspots): Spot[] {
  const byId = new Map<string, (typeof clusters)[number]>(clusters.map((cluster) => [cluster.id, cluster]))
  const scanned = new Map<string, ScanCluster>((scan?.clusters ?? []).map((cluster) => [cluster.id, cluster]))
  const spots = places.features.map(({ properties: place }): Spot => {
    const cluster = byId.get(place.id)
    const cylinder = scanned.get(place.id)
    return {
      place,
      split: cluster?.split ?? cylinder?.split ?? null,
      touches: cluster?.touches ?? null,
      expected: cylinder?.expected ?? null,
      centre: cluster?.split.centre ?? cylinder?.centre ?? null,
    }
  })
  return spots.sort((a, b) => rankOf(a) - rankOf(b))
}

/** The names of a hotspot's counties, those with most clues first. */
export const countiesOf = ({ split }: Spot): string[] =>
  [...(split?.counties ?? [])].sort((a, b) => b.clues - a.clues).map(({ code, name }) => name ?? code)

export type SpotKind = 'nobody' | 'seen' | 'scan'

/** How it is drawn: what several counties have and none of them sees stands out. */
export const kindOf = ({ method, seen_by }: Pick<Place, 'method' | 'seen_by'>): SpotKind => (method === 'scan' ? 'scan' : seen_by ? 'seen' : 'nobody')

/** The box around hotspots; null without any. */
export function boundsOf(spots: readonly Spot[]): Bounds | null {
  const places = spots.flatMap(({ centre }) => (centre ? [centre] : []))
  const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)]
  return places.length === 0 ? null : [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** A p-value as people write it: never zero. */
export const formatP = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))
