import type { FeatureCollection, Point } from 'geojson'
import type { Catalog, Label } from '../api/contract'

/** Layers the page draws in its own way; everything else in the catalogue is a backdrop. */
export const FIXED_LAYERS = ['provinces', 'prefectures', 'counties', 'borders'] as const
export const THEME_LAYERS = ['zones', 'overlays', 'outfalls', 'clues'] as const

/** What is found among clues: the page asks for it when somebody wants to see it, and tiles for other clients have it, too. */
const FOUND_LAYERS = ['hotspots', 'borders_risk']

/** Names as points, for clients that have no list of them; this page has. */
const LABELS = 'labels'

export interface LayerPlan {
  /** Boundaries and backdrops: one request per tile. */
  base: string[]
  /** What lies on them: another, so that fresh clues do not invalidate cached boundaries. */
  themes: string[]
  backdrops: string[]
}

/** What of the catalogue is asked for, in which tiles. */
export function planLayers(catalog: Catalog): LayerPlan {
  // What is made elsewhere may be of any kind and is for other clients.
  const offered = Object.entries(catalog.tiles).flatMap(([name, entry]) => (entry.external ? [] : [name]))
  const known = new Set<string>([...FIXED_LAYERS, ...THEME_LAYERS, ...FOUND_LAYERS, LABELS])
  const backdrops = offered.filter((name) => !known.has(name)).sort()
  return {
    base: [...FIXED_LAYERS.filter((name) => offered.includes(name)), ...backdrops],
    themes: THEME_LAYERS.filter((name) => offered.includes(name)),
    backdrops,
  }
}

/** Names as points, one per place, so that no tile repeats them. */
export function labelPoints(labels: readonly Label[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: labels.map(({ code, name, level, lon, lat }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: { code, name, level },
    })),
  }
}
