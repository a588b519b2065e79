import type { SymbolLayerSpecification } from 'maplibre-gl'
import type { Level } from '../../api/contract'
import { BOLD, MEDIUM } from '../fonts'
import { HALO } from '../palette'
import type { GroupedLayer } from '../style'

type Layout = NonNullable<SymbolLayerSpecification['layout']>

/** Names of divisions from their own points; MapLibre lets the layer drawn last win the room, so prefectures do. */
export function labelLayers(): GroupedLayer[] {
  return [
    name('county', { minzoom: 6.4 }, '#4a565c', {
      'text-font': MEDIUM,
      'text-size': ['interpolate', ['linear'], ['zoom'], 6.4, 10.5, 9, 13.5, 12, 16],
      'text-letter-spacing': 0.04,
      'text-padding': 3,
    }),
    name('prefecture', { minzoom: 4.6, maxzoom: 11 }, '#1f3038', {
      'text-font': BOLD,
      'text-size': ['interpolate', ['linear'], ['zoom'], 4.6, 11, 6.5, 15, 9, 20],
      'text-letter-spacing': 0.12,
      'text-max-width': 14,
      'text-padding': 4,
      // A city and its own district share a place: let the name step aside before it is dropped.
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.6,
    }),
    name('province', { maxzoom: 4.6 }, '#5b3450', {
      'text-font': BOLD,
      'text-size': 16,
      'text-letter-spacing': 0.3,
    }),
  ]
}

function name(level: Level, range: { minzoom?: number; maxzoom?: number }, colour: string, layout: Layout): GroupedLayer {
  return {
    id: `name-${level}`,
    type: 'symbol',
    source: 'labels',
    metadata: { group: 'labels' },
    ...range,
    filter: ['==', ['get', 'level'], level],
    layout: { 'text-field': ['get', 'name'], ...layout },
    paint: { 'text-color': colour, 'text-halo-color': HALO, 'text-halo-width': 1.8 },
  }
}
