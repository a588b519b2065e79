import { BOLD, REGULAR } from '../fonts'
import { HALO, WATER, WATER_INK, WATER_LINE } from '../palette'
import type { GroupedLayer } from '../style'

/** Rivers and lakes, or whatever the operator lays under the themes: surfaces, lines and their names. */
export function backdropLayers(name: string): GroupedLayer[] {
  const common = { source: 'base', 'source-layer': name, metadata: { group: 'rivers' as const } }
  return [
    {
      ...common,
      id: `${name}-surface`,
      type: 'fill',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': WATER, 'fill-outline-color': WATER_LINE },
    },
    {
      ...common,
      id: `${name}-line`,
      type: 'line',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': WATER_LINE,
        'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 5, 1, 8, 2, 12, 4.5, 16, 11],
      },
    },
    {
      ...common,
      id: `${name}-line-name`,
      type: 'symbol',
      minzoom: 7,
      filter: ['all', ['==', ['geometry-type'], 'LineString'], ['has', 'name']],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': ['get', 'name'],
        'text-font': REGULAR,
        'text-size': 12,
        'text-letter-spacing': 0.35,
      },
      paint: { 'text-color': WATER_INK, 'text-halo-color': HALO, 'text-halo-width': 1.3 },
    },
    {
      ...common,
      id: `${name}-surface-name`,
      type: 'symbol',
      minzoom: 8,
      filter: ['all', ['==', ['geometry-type'], 'Polygon'], ['has', 'name']],
      layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 12 },
      paint: { 'text-color': WATER_INK, 'text-halo-color': HALO, 'text-halo-width': 1.3 },
    },
  ]
}
