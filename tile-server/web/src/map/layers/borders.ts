import { BORDER_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'

/** Lines by level, the highest on top: county thin, prefecture dashed, province heavy with a soft casing. */
export function borderLayers(): GroupedLayer[] {
  const common = { source: 'base', 'source-layer': 'borders', metadata: { group: 'borders' as const } }
  const layout = { 'line-join': 'round', 'line-cap': 'butt' } as const
  return [
    {
      ...common,
      id: 'border-county',
      type: 'line',
      filter: ['==', ['get', 'level'], 'county'],
      layout,
      paint: {
        'line-color': BORDER_COLOUR.county,
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.5, 8, 1, 12, 1.6],
      },
    },
    {
      ...common,
      id: 'border-prefecture-casing',
      type: 'line',
      filter: ['==', ['get', 'level'], 'prefecture'],
      layout,
      paint: {
        'line-color': '#ffffff',
        'line-opacity': 0.75,
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 2, 8, 3.2, 12, 4.5],
      },
    },
    {
      ...common,
      id: 'border-prefecture',
      type: 'line',
      filter: ['==', ['get', 'level'], 'prefecture'],
      layout,
      paint: {
        'line-color': BORDER_COLOUR.prefecture,
        'line-dasharray': [4, 2],
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 1, 8, 1.6, 12, 2.4],
      },
    },
    {
      ...common,
      id: 'border-province-casing',
      type: 'line',
      filter: ['==', ['get', 'level'], 'province'],
      layout,
      paint: {
        'line-color': BORDER_COLOUR.province,
        'line-opacity': 0.16,
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 3.5, 8, 8, 12, 14],
      },
    },
    {
      ...common,
      id: 'border-province',
      type: 'line',
      filter: ['==', ['get', 'level'], 'province'],
      layout,
      paint: {
        'line-color': BORDER_COLOUR.province,
        'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.9, 8, 2, 12, 3.2],
      },
    },
  ]
}
