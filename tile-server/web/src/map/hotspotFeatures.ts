import type { Feature, FeatureCollection, Point } from 'geojson'
import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import type { Hotspots } from '../api/hotspots'
import { isPieceShown, isPlaceShown, type Days, type PMax, type Spot } from '../domain/hotspots'

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

export interface Shown {
  areas: FeatureCollection
  hexagons: FeatureCollection
  pieces: FeatureCollection
  marks: FeatureCollection<Point>
}

/** What is drawn of an answer: all that passes the filter. From far away a cluster is a dot, so each has a mark with its number, too. */
export function hotspotFeatures(found: Hotspots | null, spots: readonly Spot[], pMax: PMax, days: Days | null): Shown {
  if (!found) return { areas: NOTHING, hexagons: NOTHING, pieces: NOTHING, marks: { type: 'FeatureCollection', features: [] } }
  const marks = spots.filter(({ place, centre }) => centre && isPlaceShown(place, pMax, days)).map(markOf)
  return {
    areas: { type: 'FeatureCollection', features: found.places.features.filter(({ properties }) => isPlaceShown(properties, pMax, days)) },
    pieces: { type: 'FeatureCollection', features: found.pieces.features.filter(({ properties }) => isPieceShown(properties, pMax)) },
    hexagons: { type: 'FeatureCollection', features: found.hexagons?.features.filter(({ properties }) => isPieceShown(properties, pMax)) ?? [] },
    marks: { type: 'FeatureCollection', features: marks },
  }
}

function markOf({ place, centre }: Spot): Feature<Point> {
  const { id, method, seen_by, clues, significant } = place
  return { type: 'Feature', geometry: { type: 'Point', coordinates: centre ?? [] }, properties: { id, method, seen_by, clues, significant } }
}

/** Single clues of some days. Of several drawn as one nobody can tell when they were; those that say no day are none of these days. */
export function clueDays(days: Days | null): ExpressionSpecification[] {
  if (!days) return []
  const day: ExpressionSpecification = ['slice', ['coalesce', ['get', 'occurred'], ''], 0, 10]
  return [['>=', day, days[0]], ['<=', day, days[1]]] as ExpressionSpecification[]
}

export const allOf = (terms: readonly unknown[]): FilterSpecification | null => (terms.length === 0 ? null : (['all', ...terms] as FilterSpecification))
