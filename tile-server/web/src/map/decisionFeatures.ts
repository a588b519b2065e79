import type { Feature, FeatureCollection } from 'geojson'
import type { Explanation, LonLat } from '../api/contract'
import { formatDistance, type Locale } from '../domain/format'
import { ringAround } from './geodesy'

/** The answer as shapes: ring of the accuracy, way to the border, its end. The place itself is a marker. */
export function decisionFeatures(answer: Explanation | null, locale: Locale): FeatureCollection {
  const features: Feature[] = []
  if (answer) {
    const { lon, lat, accuracy_m: accuracyM } = answer.input
    const place: LonLat = [lon, lat]
    if (accuracyM !== null && accuracyM > 0) {
      features.push({ type: 'Feature', geometry: ringAround(place, accuracyM), properties: { part: 'ring' } })
    }
    const target = answer.border ?? answer.nearest_jurisdiction
    if (target?.nearest) {
      features.push(
        { type: 'Feature', geometry: { type: 'LineString', coordinates: [place, target.nearest] }, properties: { part: 'way' } },
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: target.nearest },
          properties: { part: 'nearest', label: formatDistance(target.distance_m, locale) },
        },
      )
    }
  }
  return { type: 'FeatureCollection', features }
}
