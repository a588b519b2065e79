import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl'
import type { LonLat } from '../api/contract'

export interface Pointed {
  place: LonLat
  /** Prefecture and county under the pointer; null outside the data. */
  names: { prefecture: string; county: string } | null
  /** Bodies outside the hierarchy under the pointer, as far as they are drawn. */
  overlays: string[]
}

const GROUND = 'county-ground'
const OVERLAY = 'overlay-fill'
const CLICKABLE = ['batch', 'clues', 'clues-clusters', 'outfalls-clusters', 'hotspot-marks', 'hotspot-areas']

/** Follows the pointer: where it is, whose land that is, and a touch of colour on that county. */
export function followPointer(map: MapLibreMap, tell: (pointed: Pointed | null) => void): void {
  let hovered: string | number | undefined

  const mark = (id: string | number | undefined): void => {
    if (id === hovered) return
    if (hovered !== undefined) map.setFeatureState(groundFeature(hovered), { hover: false })
    if (id !== undefined) map.setFeatureState(groundFeature(id), { hover: true })
    hovered = id
  }

  map.on('mousemove', (event: MapMouseEvent) => {
    const ground = map.getLayer(GROUND) ? map.queryRenderedFeatures(event.point, { layers: [GROUND] })[0] : undefined
    mark(ground?.id)
    const properties = ground?.properties
    const overlays = map.getLayer(OVERLAY) ? map.queryRenderedFeatures(event.point, { layers: [OVERLAY] }) : []
    tell({
      place: [event.lngLat.lng, event.lngLat.lat],
      names: properties ? { prefecture: word(properties['parent_name']), county: word(properties['name']) } : null,
      overlays: [...new Set(overlays.map((overlay) => word(overlay.properties['name'])))],
    })
    const clickable = CLICKABLE.filter((layer) => map.getLayer(layer))
    const overClue = map.queryRenderedFeatures(event.point, { layers: clickable }).length > 0
    map.getCanvas().style.cursor = overClue ? 'pointer' : 'crosshair'
  })
  map.on('mouseout', () => {
    mark(undefined)
    tell(null)
  })
}

function groundFeature(id: string | number): { source: string; sourceLayer: string; id: string | number } {
  return { source: 'base', sourceLayer: 'counties', id }
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
