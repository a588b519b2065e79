import { BOLD } from '../fonts'
import { HATCH } from '../hatch'
import { HALO, OVERLAY_COLOUR } from '../palette'
import type { GroupedLayer } from '../style'

/** Bodies outside the hierarchy: hatched, so that whose county it is can still be seen, and a dashed outline that no border has. */
export function overlayLayers(): GroupedLayer[] {
  const common = { source: 'themes', 'source-layer': 'overlays', metadata: { group: 'overlays' as const } }
  return [
    {
      ...common,
      id: 'overlay-fill',
      type: 'fill',
      paint: { 'fill-pattern': HATCH },
    },
    {
      ...common,
      id: 'overlay-line',
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': OVERLAY_COLOUR,
        'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.9, 10, 1.6, 14, 2.4],
        'line-dasharray': [2.5, 1.5],
      },
    },
    {
      ...common,
      id: 'overlay-name',
      type: 'symbol',
      minzoom: 8.5,
      layout: {
        // Along the outline: every tile would write a name of its own into the middle of its part.
        'symbol-placement': 'line',
        'symbol-spacing': 500,
        'text-field': ['get', 'name'],
        'text-font': BOLD,
        'text-size': 11.5,
        'text-offset': [0, 1],
      },
      paint: { 'text-color': OVERLAY_COLOUR, 'text-halo-color': HALO, 'text-halo-width': 1.5 },
    },
  ]
}
