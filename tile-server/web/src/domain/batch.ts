import type { Assignment, Bounds, ClueProperties, LonLat, Status } from '../api/contract'
import { listOf } from './lists'
import { withoutCommandLine } from './sentence'
import { STATUSES } from './status'

/** One row of the user's file with its decision, ready for the table and the map. */
export interface ClueRow {
  /** Position in the file, 1 for the first row of data. */
  row: number
  title: string
  status: Status
  countyCode: string | null
  countyName: string | null
  handlerName: string | null
  reason: string
  warnings: readonly string[]
  place: LonLat | null
  properties: ClueProperties
}

export interface CountyCount {
  code: string
  name: string
  total: number
  assigned: number
  escalated: number
}

const ID_COLUMN = /^(线索编号|线索号|编号|序号|id|clue[_ ]?id|code|no\.?)$/i

export function rowsOf(assignment: Assignment): ClueRow[] {
  const { features } = assignment.clues
  const idColumn = idColumnOf(features[0]?.properties)
  return features.map(({ geometry, properties }, index) => {
    const coordinates = geometry?.coordinates
    const id = idColumn === null ? null : text(properties[idColumn])
    return {
      row: index + 1,
      title: id ?? `#${String(index + 1)}`,
      status: properties.status,
      countyCode: text(properties['county_code']),
      countyName: text(properties['county_name']),
      handlerName: text(properties['handler_name']),
      reason: withoutCommandLine(properties.reason ?? ''),
      warnings: listOf(properties['warnings']),
      place: coordinates?.[0] !== undefined && coordinates[1] !== undefined ? [coordinates[0], coordinates[1]] : null,
      properties,
    }
  })
}

/** A column with a name that says it is the number of the clue; columns of the decision come later and do not count. */
function idColumnOf(properties: ClueProperties | undefined): string | null {
  if (!properties) return null
  const columns = Object.keys(properties)
  const input = columns.slice(0, columns.indexOf('status'))
  return input.find((column) => ID_COLUMN.test(column.trim())) ?? null
}

export function countByCounty(rows: readonly ClueRow[]): CountyCount[] {
  const counts = new Map<string, CountyCount>()
  for (const { status, countyCode, countyName } of rows) {
    if (!countyCode) continue
    let count = counts.get(countyCode)
    if (!count) {
      count = { code: countyCode, name: countyName ?? countyCode, total: 0, assigned: 0, escalated: 0 }
      counts.set(countyCode, count)
    }
    count.total += 1
    if (status === 'assigned' || status === 'escalated') count[status] += 1
  }
  return [...counts.values()].sort((a, b) => b.total - a.total || a.code.localeCompare(b.code))
}

export interface CountyOrder {
  by: 'name' | 'total' | 'assigned' | 'escalated'
  descending: boolean
}

export function sortCounties(counts: readonly CountyCount[], { by, descending }: CountyOrder): CountyCount[] {
  const sign = descending ? -1 : 1
  return [...counts].sort((a, b) => {
    const order = by === 'name' ? a.code.localeCompare(b.code) : a[by] - b[by]
    return sign * order || a.code.localeCompare(b.code)
  })
}

/** Rows in = assigned + escalated + outside + invalid; the page says so when a server breaks it. */
export function isConserved(summary: Assignment['summary']): boolean {
  return summary.rows === STATUSES.reduce((sum, status) => sum + summary[status], 0)
}

/** Where to look first: the clues inside the data, so that one stray position does not shrink all others to a dot. */
export function boundsToShow(rows: readonly ClueRow[]): Bounds | null {
  return boundsOf(rows.filter(({ countyCode }) => countyCode !== null)) ?? boundsOf(rows)
}

export function boundsOf(rows: readonly ClueRow[]): Bounds | null {
  let bounds: Bounds | null = null
  for (const { place } of rows) {
    if (!place) continue
    const [lon, lat] = place
    bounds = bounds
      ? [Math.min(bounds[0], lon), Math.min(bounds[1], lat), Math.max(bounds[2], lon), Math.max(bounds[3], lat)]
      : [lon, lat, lon, lat]
  }
  return bounds
}

export interface ClueFilter {
  status: Status | null
  /** The code of a warning. */
  warning: string | null
  countyCode: string | null
}

export function filterRows(rows: readonly ClueRow[], { status, warning, countyCode }: ClueFilter): readonly ClueRow[] {
  if (!status && !warning && !countyCode) return rows
  return rows.filter(
    (row) =>
      (!status || row.status === status) &&
      (!warning || row.warnings.includes(warning)) &&
      (!countyCode || row.countyCode === countyCode),
  )
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}
