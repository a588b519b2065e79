import { AttributionControl, Map as MapLibreMap, type PaddingOptions, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Bounds } from '../api/contract'
import { requestOf } from './basemap'
import { drawHatch, HATCH, HATCH_PIXEL_RATIO } from './hatch'
import { drawOutfallSymbol, OUTFALL_SYMBOLS, SYMBOL_PIXEL_RATIO } from './outfallSymbols'

setWorkerUrl(new URL(workerUrl, document.baseURI).href)

/** Whether the names of sources fold away when the map is dragged. Those of base maps have to stay. */
export type Attribution = 'folds' | 'stays'

/** The map, with its controls but without knowledge of clues and decisions. */
export function createMap(
  container: HTMLElement,
  style: StyleSpecification,
  bounds: Bounds,
  padding: PaddingOptions,
  attribution: Attribution,
): MapLibreMap {
  const map = new MapLibreMap({
    container,
    style,
    bounds,
    fitBoundsOptions: { padding },
    // Clues may lie far outside the data, and have to be reachable there.
    renderWorldCopies: false,
    minZoom: 2,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
    rollEnabled: false,
    attributionControl: false,
    hash: 'map',
    fadeDuration: 120,
    transformRequest: (url) => requestOf(url, document.baseURI),
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new AttributionControl({ compact: attribution === 'folds' }), 'bottom-right')
  map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left')
  map.once('style.load', () => {
    for (const symbol of OUTFALL_SYMBOLS) {
      const image = drawOutfallSymbol(symbol)
      if (image) map.addImage(symbol.icon, image, { pixelRatio: SYMBOL_PIXEL_RATIO })
    }
    const hatch = drawHatch()
    if (hatch) map.addImage(HATCH, hatch, { pixelRatio: HATCH_PIXEL_RATIO })
  })
  return map
}

export function isWebGlAvailable(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}
