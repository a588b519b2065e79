import type { GroupedLayer } from '../style'
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
      layout: { 'circle-sort-key': STATUS_ORDER },
      paint: circlePaint(1),
    },
  ]
}
