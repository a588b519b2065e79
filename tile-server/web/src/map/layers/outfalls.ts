import type { ExpressionSpecification } from 'maplibre-gl'
import { REGULAR } from '../fonts'
import { OUTFALLS_FROM_ZOOM } from '../groups'
import { OUTFALL_OTHER, OUTFALL_SYMBOLS } from '../outfallSymbols'
import { CLUSTER_COLOUR, HALO, INK } from '../palette'
import type { GroupedLayer } from '../style'
import { clusterLayers, SINGLE } from './clusters'

/** Registered outfalls, a shape per type; their names only when there is room. */
export function outfallLayers(): GroupedLayer[] {
  const pairs = OUTFALL_SYMBOLS.filter((symbol) => symbol !== OUTFALL_OTHER).flatMap(({ type, icon }) => [type, icon])
  return [
    {
      id: 'outfalls',
      type: 'symbol',
      source: 'themes',
      'source-layer': 'outfalls',
      minzoom: OUTFALLS_FROM_ZOOM,
      metadata: { group: 'outfalls' },
      filter: SINGLE,
      layout: {
        'icon-image': ['match', ['get', 'type'], ...pairs, OUTFALL_OTHER.icon] as unknown as ExpressionSpecification,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 7.5, 0.42, 10, 0.7, 13, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'text-field': ['step', ['zoom'], '', 12.5, ['get', 'name']],
        'text-font': REGULAR,
        'text-size': 11,
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-optional': true,
      },
      paint: { 'text-color': INK, 'text-halo-color': HALO, 'text-halo-width': 1.3 },
    },
    ...clusterLayers('outfalls', CLUSTER_COLOUR.outfalls, OUTFALLS_FROM_ZOOM),
  ]
}
