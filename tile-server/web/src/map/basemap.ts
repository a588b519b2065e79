import type { LayerSpecification, Map as MapLibreMap, RasterSourceSpecification, RequestParameters } from 'maplibre-gl'
import type { Basemap } from '../api/contract'
import { COUNTY_CASING, PROVINCE_CASING } from './layers/borders'
import { groupOf } from './style'

/** Name of the source, and of the layer, that a base map has in the style. */
export const BASEMAP = 'basemap'

/** What it lies on; everything else lies on it. */
const BENEATH = 'paper'

/** Draws a base map beneath everything, in place of the one before; null takes it away. */
export function drawBasemap(map: MapLibreMap, basemap: Basemap | null): void {
  if (map.getLayer(BASEMAP)) map.removeLayer(BASEMAP)
  if (map.getSource(BASEMAP)) map.removeSource(BASEMAP)
  const { layers } = map.getStyle()
  if (basemap) {
    map.addSource(BASEMAP, sourceOf(basemap))
    const above = layers[layers.findIndex(({ id }) => id === BENEATH) + 1]
    map.addLayer({ id: BASEMAP, type: 'raster', source: BASEMAP }, above?.id)
  }
  for (const layer of layers) {
    for (const { property, plain, over } of changesOver(layer)) map.setPaintProperty(layer.id, property, basemap ? over : plain)
  }
}

export function sourceOf({ url, attribution, max_zoom, tile_size }: Basemap): RasterSourceSpecification {
  return { type: 'raster', tiles: [url], attribution, maxzoom: max_zoom, tileSize: tile_size }
}

interface Change {
  property: 'fill-opacity' | 'line-opacity' | 'line-color'
  plain: number | string
  over: number | string
}

/** How a layer looks over a base map: areas let it through, and lines have white edges, as it may be dark. */
export function changesOver(layer: LayerSpecification): Change[] {
  if (layer.id === 'land') return [{ property: 'fill-opacity', plain: 1, over: 0 }]
  if (layer.type === 'fill' && groupOf(layer) === 'tints') return [{ property: 'fill-opacity', plain: 1, over: 0.45 }]
  if (layer.type === 'fill' && groupOf(layer) === 'rivers') return [{ property: 'fill-opacity', plain: 1, over: 0.5 }]
  if (layer.id === COUNTY_CASING) return [{ property: 'line-opacity', plain: 0, over: 0.7 }]
  if (layer.id === PROVINCE_CASING.id) {
    return [
      { property: 'line-color', plain: PROVINCE_CASING.colour, over: '#ffffff' },
      { property: 'line-opacity', plain: PROVINCE_CASING.opacity, over: 0.75 },
    ]
  }
  return []
}

/** Keys of base maps are bound to the site that uses them, so their hosts are told which site this is, and no more. */
export function requestOf(url: string, page: string): RequestParameters {
  return new URL(url, page).origin === new URL(page).origin ? { url } : { url, referrerPolicy: 'strict-origin' }
}
