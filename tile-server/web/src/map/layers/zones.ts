import type { ExpressionSpecification } from 'maplibre-gl'
import { REGULAR } from '../fonts'
import { HALO, ZONE_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'

const byLevel = (first: string | number, second: string | number, quasi: string | number): ExpressionSpecification =>
  ['match', ['slice', ['get', 'level'], 0, 2], '一级', first, '二级', second, quasi] as ExpressionSpecification

const COLOUR = byLevel(ZONE_COLOUR.first, ZONE_COLOUR.second, ZONE_COLOUR.quasi)

/** Source zones, the strictest on top. */
export function zoneLayers(): GroupedLayer[] {
  const common = { source: 'themes', 'source-layer': 'zones', metadata: { group: 'zones' as const } }
  return [
    {
      ...common,
      id: 'zone-fill',
      type: 'fill',
      layout: { 'fill-sort-key': byLevel(3, 2, 1) },
      paint: { 'fill-color': COLOUR, 'fill-opacity': byLevel(0.42, 0.3, 0.24), 'fill-antialias': false },
    },
    {
      ...common,
      id: 'zone-line',
      type: 'line',
      layout: { 'line-sort-key': byLevel(3, 2, 1), 'line-join': 'round' },
      paint: {
        'line-color': COLOUR,
        'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.5, 10, 1.4, 14, 2.2],
        'line-opacity': 0.85,
      },
    },
    {
      ...common,
      id: 'zone-name',
      type: 'symbol',
      minzoom: 11,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': REGULAR,
        'text-size': 11,
        'text-padding': 12,
      },
      paint: {
        'text-color': byLevel('#8f1d19', '#8a4300', '#6b5600'),
        'text-halo-color': HALO,
        'text-halo-width': 1.3,
      },
    },
  ]
}
