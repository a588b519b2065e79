/** The HTTP contract of ARCHITECTURE.md as types. Nothing here decides anything. */
import type { FeatureCollection, Point } from 'geojson'

export type Status = 'assigned' | 'escalated' | 'outside' | 'invalid'
export type Level = 'province' | 'prefecture' | 'county'
export type LonLat = [lon: number, lat: number]
export type Bounds = [west: number, south: number, east: number, north: number]

export interface Label {
  code: string
  name: string
  level: Level
  lon: number
  lat: number
}

/** A word in both languages; the Chinese one is the one that stands in lists. */
export interface Words {
  zh: string
  en: string
}

export interface Term extends Words {
  id: string
  /** What a clue says to mean it; null where the ruleset has no word for it. */
  word: string | null
}

export interface SensorTerm extends Term {
  /** Radius of clues that do not say theirs. */
  accuracy_m: number | null
}

/** The words of the ruleset that the server decides by. */
export interface Vocabulary {
  ruleset: { name: string; version: string }
  classes: Term[]
  sensors: SensorTerm[]
  severities: Term[]
  flags: Term[]
  urgencies: Words[]
  departments: Words[]
  zone_levels: Words[]
}

/** A map of somebody else that the browser fetches itself. */
export interface Basemap {
  name: string
  /** Address of its tiles with `{z}`, `{x}` and `{y}`. */
  url: string
  attribution: string
  max_zoom: number
  tile_size: number
}

export interface Info {
  name: string
  sample: boolean
  generations: { valid_from: string | null; valid_to: string | null }[]
  bounds: Bounds
  counts: Record<string, number>
  version: string
  vocabulary: Vocabulary
  basemaps: Basemap[]
  labels?: Label[]
  /** Of the clues the server has loaded. */
  clues_by_status?: Partial<Record<Status, number>>
}

export interface Catalog {
  tiles: Record<string, { content_type: string; description?: string; attribution?: string; external?: boolean }>
}

export interface TileJson {
  tilejson: string
  tiles: string[]
  minzoom?: number
  maxzoom?: number
  bounds?: Bounds
  attribution?: string
  vector_layers: { id: string; fields: Record<string, string> }[]
}

export interface Decision {
  status: Status
  county_code: string | null
  county_name: string | null
  prefecture_code: string | null
  province_code: string | null
  handler_code: string | null
  handler_name: string | null
  probability: number | null
  candidates: string[]
  common_superior: string | null
  on_boundary: boolean
  border_distance_m: number | null
  zone_id: string | null
  zone_level: string | null
  notify: string[]
  outfall_id: string | null
  outfall_distance_m: number | null
  urgency: string | null
  departments: string[]
  deadline: string | null
  damage_notice_due: string | null
  rules: string[]
  warnings: string[]
  reason: string
  /** `220184=0.990`: the parts of an uncertain position, the greatest first. */
  shares: string[]
  county_at_occurrence: string | null
  county_at_filing: string | null
  /** The office that acts, and the authority in whose name it decides. */
  handler_body: string | null
  in_name_of: string | null
}

export interface Candidate {
  code: string
  name: string
  parent: string | null
  parent_name: string | null
  on_boundary: boolean
  /** Null where the position is certain, or its uncertainty unknown. */
  share: number | null
  /** 0 inside. */
  distance_m: number | null
  /** Why it does not handle the clue; null for the handler. */
  lost: string | null
}

/** Whose a place was on a day; without a day, whose it is. */
export interface Then {
  day: string | null
  code: string
  name: string
  superior: string | null
  superior_name: string | null
}

export interface InTime {
  occurrence: Then | null
  filing: Then | null
  present: Then | null
}

export interface Overlay {
  code: string
  name: string
  parent: string | null
  parent_name: string | null
  kind: string
  precedence: number
  valid_from: string | null
  valid_to: string | null
  on_boundary: boolean
  handles: boolean
}

export interface WeighedRule {
  id: string
  article: string
  text: string
  fired: boolean
  refused: { of: string; wanted: string; found: string }[]
  /** Effects that did not count, and the rule that beat them. */
  lost: { effect: string; rule: string }[]
}

export interface Deadline {
  days: number
  count: string
  from: string
  due: string | null
  /** In words, with how the days are counted. */
  text: string
}

export interface Explanation {
  input: {
    lon: number
    lat: number
    /** Of a clue that is a line or an area; the place is a point of it then. */
    extent: { length_m: number | null; area_m2: number | null } | null
    crs: string
    at: string | null
    filed: string | null
    accuracy_m: number | null
    /** `clue` or `sensor`. */
    accuracy_from: string | null
    class: string | null
    sensor: string | null
    severity: string | null
    suspected_crime: string | null
    damage: string | null
    county: string | null
  }
  decision: Decision
  /** What the decision says in the words of lists, in both languages. */
  named: { urgency: Words | null; departments: Words[] }
  candidates: Candidate[]
  border: { distance_m: number; neighbour_code: string | null; neighbour_name: string | null; nearest: LonLat } | null
  nearest_jurisdiction: { code: string; name: string; distance_m: number; nearest?: LonLat } | null
  in_time: InTime
  overlays: Overlay[]
  zones: { id: string; name: string; level: string; source: string; counties: string[] }[]
  outfalls: {
    id: string
    name: string
    kind: string
    status: string
    in_use: boolean
    matched: boolean
    distance_m: number
    county_code: string | null
    lon: number
    lat: number
  }[]
  crs_path: string[]
  rules: { id: string; article: string; text: string }[]
  ruleset: { name: string; version: string; source: string; sha256: string; file: string | null }
  weighed: WeighedRule[]
  deadlines: { feedback: Deadline | null; damage_notice: Deadline | null }
  /** The share from which on a clue is assigned. */
  threshold: number
  datasets: { path: string; sha256: string; valid_from: string | null; valid_to: string | null }[]
  sample: boolean
  engine: string
  text: { zh: string; en: string }
}

/** Input columns first, then the columns of the decision; lists may come as arrays or joined by `;`. */
export type ClueProperties = Record<string, unknown> & { status: Status; reason?: string | null }

/** What a column of a file can be read as. */
export type ReadAs =
  | 'id' | 'occurred' | 'filed' | 'accuracy' | 'class' | 'sensor' | 'severity' | 'suspected_crime' | 'damage' | 'county'

export interface Assignment {
  summary: { rows: number; warnings: Record<string, number> } & Record<Status, number>
  source: {
    file: string
    format: string
    encoding: string | null
    crs: string | null
    read: number
    kept: number
    repaired: number
    rejected: number
    /** Which column of the clues was read as what. */
    columns: Partial<Record<ReadAs, string>>
  }
  notes: string[]
  clues: FeatureCollection<Point | null, ClueProperties>
}

export const DOWNLOAD_FORMATS = ['xlsx', 'csv', 'geojson', 'gpkg', 'parquet'] as const
export type DownloadFormat = (typeof DOWNLOAD_FORMATS)[number]

/** RFC 9457. */
export interface Problem {
  status: number
  code?: string
  title?: string
  detail?: string
  request_id?: string
}
