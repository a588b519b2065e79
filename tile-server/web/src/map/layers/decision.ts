import { BOLD } from '../fonts'
import { FOCUS, HALO } from '../palette'
import type { GroupedLayer } from '../style'

/** Where the place may be. It lies under the borders: how they cut it is what decides. */
export function discLayers(): GroupedLayer[] {
  return [
    {
      id: 'decision-disc',
      type: 'fill',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'disc'],
      paint: { 'fill-color': FOCUS, 'fill-opacity': 0.2, 'fill-antialias': false },
    },
    {
      id: 'decision-disc-line',
      type: 'line',
      source: 'decision',
      filter: ['==', ['get', 'part'], 'disc'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': FOCUS, 'line-width': 2 },
    },
  ]
}

/** The way to the nearest border with its length. */
export function decisionLayers(): GroupedLayer[] {
  return [
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
