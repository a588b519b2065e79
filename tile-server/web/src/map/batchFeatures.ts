import type { FeatureCollection, Point } from 'geojson'
import type { FilterSpecification } from 'maplibre-gl'
import type { ClueFilter, ClueRow } from '../domain/batch'

/** The rows that have a place; only what colours and filters them crosses to the worker. */
export function batchFeatures(rows: readonly ClueRow[]): FeatureCollection<Point> {
  const collection: FeatureCollection<Point> = { type: 'FeatureCollection', features: [] }
  for (const { row, status, warnings, countyCode, place } of rows) {
    if (!place) continue
    collection.features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: place },
      // Between semicolons, so that no code is found inside another.
      properties: { row, status, warnings: `;${warnings.join(';')};`, county: countyCode ?? '' },
    })
  }
  return collection
}

export function batchFilter({ status, warning, countyCode }: ClueFilter): FilterSpecification | null {
  const terms: unknown[] = []
  if (status) terms.push(['==', ['get', 'status'], status])
  if (warning) terms.push(['in', `;${warning};`, ['get', 'warnings']])
  if (countyCode) terms.push(['==', ['get', 'county'], countyCode])
  return terms.length === 0 ? null : (['all', ...terms] as FilterSpecification)
}
