import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { BOLD } from '../fonts'
import { FOCUS, HOTSPOT_COLOUR, RISK_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'

const IS_SCAN: ExpressionSpecification = ['==', ['get', 'method'], 'scan']
const IS_SEEN: ExpressionSpecification = ['!=', ['coalesce', ['get', 'seen_by'], ''], '']

const COLOUR: ExpressionSpecification = [
  'case',
  IS_SCAN,
  HOTSPOT_COLOUR.scan,
  IS_SEEN,
  HOTSPOT_COLOUR.seen,
  HOTSPOT_COLOUR.nobody,
]

const RISK: ExpressionSpecification = [
  'match',
  ['get', 'risk'],
  'significant',
  RISK_COLOUR.significant,
  'noticeable',
  RISK_COLOUR.noticeable,
  RISK_COLOUR.ordinary,
]

const RISK_WIDTH: ExpressionSpecification = [
  'interpolate', ['linear'], ['zoom'],
  5, ['match', ['get', 'risk'], 'significant', 2.4, 'noticeable', 1.6, 0.8],
  11, ['match', ['get', 'risk'], 'significant', 6, 'noticeable', 4, 2],
]

const group = { metadata: { group: 'hotspots' as const } }

const areaPaint = {
  'fill-color': COLOUR,
  'fill-opacity': ['case', IS_SCAN, 0.07, ['to-boolean', ['get', 'significant']], 0.42, 0.22] as ExpressionSpecification,
}
const areaLinePaint = { 'line-color': COLOUR, 'line-width': 1.8 }
const piecePaint = { 'line-color': RISK, 'line-width': RISK_WIDTH, 'line-opacity': 0.9 }

/** Hexagons lie under the borders, as ground does. */
export function hexagonLayers(): GroupedLayer[] {
  return [
    {
      ...group,
      id: 'hotspot-hexagons',
      type: 'fill',
      source: 'hotspot-hexagons',
      paint: {
        'fill-color': ['match', ['get', 'heat'], 'hot', HOTSPOT_COLOUR.hot, 'cold', HOTSPOT_COLOUR.cold, HOTSPOT_COLOUR.emerging],
        'fill-opacity': 0.3,
        'fill-outline-color': '#ffffff',
      },
    },
  ]
}

/** Pieces of borders by their risk, and clusters. */
export function hotspotLayers(): GroupedLayer[] {
  return [
    { ...group, id: 'hotspot-pieces', type: 'line', source: 'hotspot-pieces', layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: piecePaint },
    { ...group, id: 'hotspot-areas', type: 'fill', source: 'hotspot-areas', paint: areaPaint },
    { ...group, id: 'hotspot-areas-line', type: 'line', source: 'hotspot-areas', layout: { 'line-join': 'round' }, paint: areaLinePaint },
    {
      ...group,
      id: 'hotspot-chosen',
      type: 'line',
      source: 'hotspot-areas',
      filter: ['==', ['get', 'id'], ''],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': FOCUS, 'line-width': 4 },
    },
  ]
}

/** A disc with the number of clues in the middle of each, the larger the more; over clues and under names. What the scan found is a ring below. */
export function hotspotMarks(): GroupedLayer[] {
  return [
    {
      ...group,
      id: 'hotspot-marks',
      type: 'circle',
      source: 'hotspot-marks',
      layout: { 'circle-sort-key': ['case', IS_SCAN, -1, ['get', 'clues']] },
      paint: {
        'circle-color': ['case', IS_SCAN, '#ffffff', COLOUR],
        'circle-radius': ['case', IS_SCAN, 4, ['interpolate', ['linear'], ['get', 'clues'], 5, 9, 20, 12, 100, 17, 1000, 22]],
        'circle-opacity': ['case', ['to-boolean', ['get', 'significant']], 0.95, 0.6],
        'circle-stroke-color': ['case', IS_SCAN, HOTSPOT_COLOUR.scan, '#ffffff'],
        'circle-stroke-width': ['case', IS_SCAN, 2.4, 1.6],
      },
    },
    {
      ...group,
      id: 'hotspot-marks-count',
      type: 'symbol',
      source: 'hotspot-marks',
      filter: ['!', IS_SCAN],
      layout: {
        'text-field': ['to-string', ['get', 'clues']],
        'text-font': BOLD,
        'text-size': 11,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': '#ffffff' },
    },
  ]
}

/** The same from tiles, for other clients. They are off until somebody switches them on: they are an answer to a question of its own. */
export function servedHotspotLayers(): LayerSpecification[] {
  const off = { visibility: 'none' as const }
  const areas = { source: 'hotspots', 'source-layer': 'hotspots', ...group }
  return [
    {
      ...areas,
      'source-layer': 'borders_risk',
      id: 'hotspot-pieces',
      type: 'line',
      filter: ['all', ['==', ['get', 'level'], 'piece'], ['!=', ['get', 'risk'], 'none']],
      layout: { ...off, 'line-cap': 'round', 'line-join': 'round' },
      paint: piecePaint,
    },
    { ...areas, id: 'hotspot-areas', type: 'fill', layout: off, paint: areaPaint },
    { ...areas, id: 'hotspot-areas-line', type: 'line', layout: { ...off, 'line-join': 'round' }, paint: areaLinePaint },
  ]
}
