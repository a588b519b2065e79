import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification, VectorSourceSpecification } from 'maplibre-gl'
import type { Info } from '../api/contract'
import type { Group } from './groups'
import { backdropLayers } from './layers/backdrop'
import { batchLayers } from './layers/batch'
import { borderLayers, countyCasing } from './layers/borders'
import { clueLayers } from './layers/clues'
import { decisionLayers, discLayers } from './layers/decision'
import { divisionLayers } from './layers/divisions'
import { hexagonLayers, hotspotLayers, hotspotMarks } from './layers/hotspots'
import { labelLayers } from './layers/labels'
import { outfallLayers } from './layers/outfalls'
import { overlayLayers } from './layers/overlays'
import { zoneLayers } from './layers/zones'
import { PAPER, TINTS } from './palette'
import { labelPoints, type LayerPlan } from './sources'
import { tintPrefectures } from './tints'

export interface TileAddress {
  url: string
  minzoom: number
  maxzoom: number
  attribution: string
}

export interface StyleInput {
  info: Info
  plan: LayerPlan
  base: TileAddress | null
  themes: TileAddress | null
}

/** What the view of hotspots draws. */
export const HOTSPOT_SOURCES = ['hotspot-areas', 'hotspot-hexagons', 'hotspot-pieces', 'hotspot-marks'] as const

/** A layer and the switch it obeys. */
export type GroupedLayer = LayerSpecification & { metadata?: { group: Group } }

/**
 * The whole style. It names no glyphs and no sprite, so MapLibre draws every letter from the fonts of
 * this machine and nothing is fetched from elsewhere.
 */
export function buildStyle({ info, plan, base, themes }: StyleInput): StyleSpecification {
  const labels = info.labels ?? []
  return {
    version: 8,
    name: info.name,
    sources: {
      ...(base && { base: vectorSource(base) }),
      ...(themes && { themes: vectorSource(themes) }),
      labels: geojsonSource(labelPoints(labels)),
      batch: geojsonSource(),
      decision: geojsonSource(),
      ...Object.fromEntries(HOTSPOT_SOURCES.map((name) => [name, geojsonSource()])),
    },
    layers: layersInOrder(plan, tintPrefectures(labels, TINTS)),
  }
}

/** From the ground up: land, water, overlays, zones, hexagons, the disc of uncertainty, lines, hotspots, points, names, and what was asked about on top. */
export function layersInOrder(plan: LayerPlan, tints: ReadonlyMap<string, string>): LayerSpecification[] {
  const has = (name: string): boolean => plan.base.includes(name) || plan.themes.includes(name)
  return [
    { id: 'paper', type: 'background', paint: { 'background-color': PAPER } },
    ...divisionLayers(has, tints),
    ...plan.backdrops.flatMap(backdropLayers),
    ...(has('overlays') ? overlayLayers() : []),
    ...(has('zones') ? zoneLayers() : []),
    ...hexagonLayers(),
    ...discLayers(),
    ...(has('borders') ? [countyCasing(), ...borderLayers()] : []),
    ...hotspotLayers(),
    ...(has('outfalls') ? outfallLayers() : []),
    ...(has('clues') ? clueLayers() : []),
    ...batchLayers(),
    ...hotspotMarks(),
    ...labelLayers(),
    ...decisionLayers(),
  ]
}

export function groupOf(layer: LayerSpecification): Group | null {
  return (layer as GroupedLayer).metadata?.group ?? null
}

function vectorSource({ url, minzoom, maxzoom, attribution }: TileAddress): VectorSourceSpecification {
  return { type: 'vector', tiles: [url], minzoom, maxzoom, attribution, promoteId: { counties: 'code' } }
}

function geojsonSource(data: GeoJSONSourceSpecification['data'] = { type: 'FeatureCollection', features: [] }): GeoJSONSourceSpecification {
  return { type: 'geojson', data }
}
