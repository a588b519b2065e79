import type { ExpressionSpecification } from 'maplibre-gl'
import { INK, TINTS } from '../palette'
import type { GroupedLayer } from '../style'

/** The ground: one soft tint per prefecture, and the county under the pointer a little darker. */
export function divisionLayers(
  has: (layer: string) => boolean,
  tints: ReadonlyMap<string, string>,
): GroupedLayer[] {
  const layers: GroupedLayer[] = []
  if (has('provinces')) {
    layers.push({
      id: 'land',
      type: 'fill',
      source: 'base',
      'source-layer': 'provinces',
      paint: { 'fill-color': '#f7f6f0' },
    })
  }
  if (has('prefectures')) {
    layers.push({
      id: 'prefecture-tint',
      type: 'fill',
      source: 'base',
      'source-layer': 'prefectures',
      metadata: { group: 'tints' },
      paint: { 'fill-color': tintExpression(tints), 'fill-antialias': false },
    })
  }
  if (has('counties')) {
    layers.push({
      id: 'county-ground',
      type: 'fill',
      source: 'base',
      'source-layer': 'counties',
      paint: {
        'fill-color': INK,
        // Close up the county fills the screen, and a tint says nothing any more.
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 8, hovered(0.08), 11, hovered(0)],
        'fill-antialias': false,
      },
    })
  }
  return layers
}

const hovered = (opacity: number): ExpressionSpecification => ['case', ['boolean', ['feature-state', 'hover'], false], opacity, 0]

function tintExpression(tints: ReadonlyMap<string, string>): ExpressionSpecification | string {
  const fallback = TINTS[0]
  const pairs = [...tints].flat()
  if (pairs.length === 0) return fallback
  return ['match', ['get', 'code'], ...pairs, fallback] as unknown as ExpressionSpecification
}
