import type { ExpressionSpecification } from 'maplibre-gl'
import type { Group } from '../groups'
import { BOLD } from '../fonts'
import type { GroupedLayer } from '../style'

/** Places too near each other for the zoom are one feature of the tiles, with their number. */
const COUNT: ExpressionSpecification = ['get', 'point_count']

export const SINGLE: ExpressionSpecification = ['!', ['has', 'point_count']]
const SEVERAL: ExpressionSpecification = ['has', 'point_count']

/** A disc with the number in it; ten times as many are a little wider. */
export function clusterLayers(group: Group & ('clues' | 'outfalls'), colour: string, minzoom = 0): GroupedLayer[] {
  const radius: ExpressionSpecification = ['interpolate', ['linear'], ['log10', COUNT], 0, 5, 1, 7.5, 2, 10, 4, 16]
  const common = { source: 'themes', 'source-layer': group, minzoom, metadata: { group }, filter: SEVERAL }
  return [
    {
      ...common,
      id: `${group}-clusters`,
      type: 'circle',
      paint: { 'circle-color': colour, 'circle-opacity': 0.86, 'circle-radius': radius, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 1.2 },
    },
    {
      ...common,
      id: `${group}-cluster-counts`,
      type: 'symbol',
      layout: {
        'text-field': ['to-string', COUNT],
        'text-font': BOLD,
        'text-size': ['interpolate', ['linear'], ['log10', COUNT], 0, 9, 2, 11, 4, 13],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': '#ffffff' },
    },
  ]
}
