import { BORDER_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'

/** White edges of county borders, which only show over a base map. */
export const COUNTY_CASING = 'border-county-casing'

export const PROVINCE_CASING = { id: 'border-province-casing', colour: BORDER_COLOUR.province, opacity: 0.16 } as const

export function countyCasing(): GroupedLayer {
  return {
    id: COUNTY_CASING,
    type: 'line',
    source: 'base',
    'source-layer': 'borders',
    metadata: { group: 'borders' },
    filter: ['==', ['get', 'level'], 'county'],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': '#ffffff',
      'line-opacity': 0,
      'line-width': ['interpolate', ['linear'], ['zoom'], 5, 1.5, 8, 2.6, 12, 4.4],
    },
  }
}

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
      id: PROVINCE_CASING.id,
      type: 'line',
      filter: ['==', ['get', 'level'], 'province'],
      layout,
      paint: {
        'line-color': PROVINCE_CASING.colour,
        'line-opacity': PROVINCE_CASING.opacity,
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
