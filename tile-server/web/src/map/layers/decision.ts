import { BOLD } from '../fonts'
import { FOCUS, HALO } from '../palette'
import type { GroupedLayer } from '../style'

/** What was asked about: the accuracy ring, and the way to the nearest border with its length. */
export function decisionLayers(): GroupedLayer[] {
  return [
    {
      id: 'decision-ring',
      type: 'fill',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'ring'],
      paint: { 'fill-color': FOCUS, 'fill-opacity': 0.14 },
    },
    {
      id: 'decision-ring-line',
      type: 'line',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'ring'],
      paint: { 'line-color': FOCUS, 'line-width': 1.6 },
    },
    {
      id: 'decision-way-casing',
      type: 'line',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'way'],
      paint: { 'line-color': '#ffffff', 'line-width': 5, 'line-opacity': 0.85 },
    },
    {
      id: 'decision-way',
      type: 'line',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'way'],
      paint: { 'line-color': FOCUS, 'line-width': 2.2, 'line-dasharray': [2.2, 1.6] },
    },
    {
      id: 'decision-nearest',
      type: 'circle',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'nearest'],
      paint: {
        'circle-color': '#ffffff',
        'circle-radius': 4.5,
        'circle-stroke-color': FOCUS,
        'circle-stroke-width': 2.4,
      },
    },
    {
      id: 'decision-distance',
      type: 'symbol',
      source: 'decision',
      // From farther away the way is a dot, and its length would only cover names.
      minzoom: 7,
      filter: ['==', ['get', 'part'], 'nearest'],
      layout: {
        'text-field': ['get', 'label'],
        'text-font': BOLD,
        'text-size': 13,
        'text-anchor': ['get', 'anchor'],
        'text-radial-offset': 1,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': '#084f4f', 'text-halo-color': HALO, 'text-halo-width': 2 },
    },
  ]
}
