import type { Map as MapLibreMap } from 'maplibre-gl'

/**
 * Tells tests when there is nothing left to draw: `data-ready` on the element follows the map, and
 * `window.__bailiwick.ready` settles the first time.
 */
export function announceReadiness(map: MapLibreMap, element: HTMLElement): void {
  element.dataset['ready'] = 'false'
  const ready = new Promise<void>((resolve) => {
    void map.once('idle', () => { resolve() })
  })
  const busy = (): void => { element.dataset['ready'] = 'false' }
  map.on('idle', () => { element.dataset['ready'] = 'true' })
  map.on('dataloading', busy)
  map.on('movestart', busy)
  window.__bailiwick = { map, ready }
}
