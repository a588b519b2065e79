import type { Feature, FeatureCollection } from 'geojson'
import type { Explanation, LonLat } from '../api/contract'
import { formatDistance, type Locale } from '../domain/format'
import { discAround } from './geodesy'

/** The answer as shapes: disc of uncertainty, way to the border, its end. The place itself is a marker. */
export function decisionFeatures(answer: Explanation | null, locale: Locale): FeatureCollection {
  const features: Feature[] = []
  if (answer) {
    const { lon, lat, accuracy_m: accuracyM } = answer.input
    const place: LonLat = [lon, lat]
    if (accuracyM !== null && accuracyM > 0) {
      features.push({ type: 'Feature', geometry: discAround(place, accuracyM), properties: { part: 'disc' } })
    }
    const target = answer.border ?? answer.nearest_jurisdiction
    if (target?.nearest) {
      features.push(
        { type: 'Feature', geometry: { type: 'LineString', coordinates: [place, target.nearest] }, properties: { part: 'way' } },
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: target.nearest },
          properties: {
            part: 'nearest',
            label: formatDistance(target.distance_m, locale),
            anchor: anchorBeyond(place, target.nearest),
          },
        },
      )
    }
  }
  return { type: 'FeatureCollection', features }
}

/** The side of the label that touches the end of the way, so that the words go on where the way stops. */
function anchorBeyond([fromLon, fromLat]: LonLat, [toLon, toLat]: LonLat): 'left' | 'right' | 'top' | 'bottom' {
  const east = (toLon - fromLon) * Math.cos((fromLat * Math.PI) / 180)
  const north = toLat - fromLat
  if (Math.abs(east) > Math.abs(north)) return east > 0 ? 'left' : 'right'
  return north > 0 ? 'bottom' : 'top'
}
