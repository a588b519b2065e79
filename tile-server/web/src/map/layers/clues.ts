import { CLUSTER_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'
import { clusterLayers, SINGLE } from './clusters'
import { circlePaint, STATUS_ORDER } from './points'

/** Clues the server has loaded. */
export function clueLayers(): GroupedLayer[] {
  return [
    {
      id: 'clues',
      type: 'circle',
      source: 'themes',
      'source-layer': 'clues',
      metadata: { group: 'clues' },
      filter: SINGLE,
      layout: { 'circle-sort-key': STATUS_ORDER },
      paint: circlePaint(1),
    },
    ...clusterLayers('clues', CLUSTER_COLOUR.clues),
  ]
}
