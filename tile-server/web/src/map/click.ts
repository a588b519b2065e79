import type { Map as MapLibreMap, MapGeoJSONFeature, PointLike } from 'maplibre-gl'
import type { LonLat } from '../api/contract'
import type { ClueRef } from '../api/explain'

/** What a click on the map means. */
export type Clicked =
  | { kind: 'place'; place: LonLat }
  | { kind: 'batch'; row: number }
  | { kind: 'clue'; place: LonLat; clue: ClueRef; name: string }
  | { kind: 'cluster'; place: LonLat }
  | { kind: 'hotspot'; id: string }

/** Fingers and small circles: look a few pixels around. */
const REACH_PX = 4

/** A clue or a hotspot under the pointer, else the place itself. */
export function onMapClick(map: MapLibreMap, tell: (clicked: Clicked) => void): void {
  map.on('click', ({ point, lngLat }) => {
    const place: LonLat = [lngLat.lng, lngLat.lat]
    const feature = topFeature(map, point.x, point.y)
    tell(feature ? clickedClue(feature, place) : { kind: 'place', place })
  })
}

function topFeature(map: MapLibreMap, x: number, y: number): MapGeoJSONFeature | undefined {
  const layers = ['hotspot-marks', 'batch', 'clues', 'clues-clusters', 'outfalls-clusters', 'hotspot-areas'].filter((layer) => map.getLayer(layer))
  const box: [PointLike, PointLike] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ]
  return map.queryRenderedFeatures(box, { layers })[0]
}

function clickedClue({ layer, properties, geometry }: MapGeoJSONFeature, place: LonLat): Clicked {
  if (layer.id.startsWith('hotspot-')) return { kind: 'hotspot', id: String(properties['id']) }
  if (layer.id === 'batch') return { kind: 'batch', row: Number(properties['row']) }
  const [lon, lat] = geometry.type === 'Point' ? geometry.coordinates : []
  const itsPlace: LonLat = lon !== undefined && lat !== undefined ? [lon, lat] : place
  if (layer.id.endsWith('-clusters')) return { kind: 'cluster', place: itsPlace }
  return {
    kind: 'clue',
    place: itsPlace,
    clue: { batch: String(properties['batch']), row: Number(properties['row']) },
    name: String(properties['id']),
  }
}
