import { FOCUS } from '../palette'
import type { GroupedLayer } from '../style'
import { circlePaint, STATUS_ORDER } from './points'

/** Clues of the file the user gave, a little larger than those of the server; the chosen one has a ring. */
export function batchLayers(): GroupedLayer[] {
  return [
    {
      id: 'batch',
      type: 'circle',
      source: 'batch',
      metadata: { group: 'batch' },
      layout: { 'circle-sort-key': STATUS_ORDER },
      paint: circlePaint(1.2),
    },
    {
      id: 'batch-selected',
      type: 'circle',
      source: 'batch',
      metadata: { group: 'batch' },
      filter: ['==', ['get', 'row'], -1],
      paint: {
        'circle-color': 'rgba(0, 0, 0, 0)',
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 8, 11, 12, 15, 15],
        'circle-stroke-color': FOCUS,
        'circle-stroke-width': 3,
      },
    },
  ]
}
