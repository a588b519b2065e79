import type { FeatureCollection, LineString, MultiPolygon, Polygon } from 'geojson'
import { getJson, serverUrl } from './client'
import type { AssignOptions } from './assign'
import type { LonLat } from './contract'
import { ApiError } from './error'
import { filenameOf } from './filename'

/** What a county has of a cluster. */
export interface Share {
  code: string
  name: string | null
  clues: number
  sees_it: boolean
}

export interface Split {
  clues: number
  counties: Share[]
  on_borders: number
  outside: number
  seen_by_nobody: boolean
  organiser: { code: string; name: string | null } | null
  centre: LonLat
}

export interface Touches {
  zones: { id: string; name: string; level: string }[]
  outfalls: { id: string; name: string }[]
  waters: string[]
}

export interface Cluster {
  id: string
  sentence: string
  split: Split
  touches: Touches
}

export interface ScanCluster {
  id: string
  centre: LonLat
  expected: number
  split: Split | null
}

/** The fields of the layer `hotspots` that the page looks at. */
export interface Place {
  id: string
  method: 'dbscan' | 'scan'
  clues: number
  counties: number
  split: string | null
  seen_by: string | null
  p_value: number
  significant: boolean
  first_day: string | null
  last_day: string | null
  [more: string]: unknown
}

/** Those of `borders_risk`, of a piece of a county border. */
export interface Piece {
  rank: number
  one_name: string
  other_name: string
  organiser_name: string | null
  length_km: number
  one_3km: number
  other_3km: number
  on_line_3km: number
  clues_per_km: number
  p_value: number | null
  adjusted_p: number | null
  risk: 'significant' | 'noticeable' | 'ordinary'
  [more: string]: unknown
}

/** `GET` and `POST /api/v1/hotspots`. What tells of all clues together is missing where some are not shown. */
export interface Hotspots {
  title: string
  sample: boolean
  sentences?: string[]
  notes?: string[]
  steps: { days: number; first_days: string[]; clues?: number[] } | null
  clusters: Cluster[]
  scan: { clusters: ScanCluster[] } | null
  places: FeatureCollection<Polygon | MultiPolygon, Place>
  pieces: FeatureCollection<LineString, Piece>
  hexagons?: FeatureCollection<Polygon, { adjusted_p: number | null; heat: string; [more: string]: unknown }>
}

export const fetchHotspots = (lang: string, signal: AbortSignal): Promise<Hotspots> => getJson<Hotspots>('api/v1/hotspots', { lang }, signal)

/** Of a file. Without the scan, which takes longest: the command has it. */
export async function findHotspots(file: File, { crs, accuracyM }: AssignOptions, lang: string, signal: AbortSignal): Promise<Hotspots> {
  const query = { filename: file.name, crs, accuracy: accuracyM, scan: 'false', lang }
  const answer = await post(serverUrl('api/v1/hotspots', query), file, 'application/octet-stream', signal)
  return (await answer.json()) as Hotspots
}

export type PlanFor = { hotspots: string[] } | { areas: unknown }

/** A draft joint action as a document. */
export async function draftPlan(asked: PlanFor, lang: string, signal: AbortSignal): Promise<{ name: string; body: Blob }> {
  const answer = await post(serverUrl('api/v1/plans', { format: 'docx', lang }), JSON.stringify(asked), 'application/json', signal)
  return { name: filenameOf(answer.headers.get('content-disposition')) ?? 'plan.docx', body: await answer.blob() }
}

async function post(url: string, body: BodyInit, type: string, signal: AbortSignal): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type }, signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw ApiError.offline()
  }
  if (!response.ok) throw ApiError.fromBody(response.status, await response.text())
  return response
}
