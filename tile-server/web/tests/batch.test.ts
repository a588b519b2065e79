import { describe, expect, it } from 'vitest'
import type { Assignment, ClueProperties, LonLat } from '../src/api/contract'
import { boundsOf, boundsToShow, countByCounty, filterRows, isConserved, rowsOf, sortCounties } from '../src/domain/batch'
import { batchFeatures, batchFilter } from '../src/map/batchFeatures'

function feature(place: LonLat | null, properties: ClueProperties): Assignment['clues']['features'][number] {
  return { type: 'Feature', geometry: place && { type: 'Point', coordinates: place }, properties }
}

const ASSIGNMENT: Assignment = {
  summary: { rows: 4, assigned: 2, escalated: 1, outside: 0, invalid: 1, warnings: {} },
  source: { file: 'a.csv', format: 'CSV', encoding: 'UTF-8', crs: 'EPSG:4326', read: 4, kept: 3, repaired: 0, columns: {}, rejected: 1 },
  notes: [],
  clues: {
    type: 'FeatureCollection',
    features: [
      feature([125.3, 43.9], { 线索编号: 'X1', status: 'assigned', county_code: '220103', county_name: '宽城区', reason: 'r1' }),
      feature([124.8, 43.5], { 线索编号: 'X2', status: 'assigned', county_code: '220184', county_name: '公主岭市', reason: 'r2' }),
      feature(null, { 线索编号: '', status: 'invalid', county_code: null, county_name: null, reason: 'no number' }),
      feature([124.9, 43.6], { 线索编号: 4, status: 'escalated', county_code: '220184', county_name: '公主岭市', reason: 'r4' }),
    ],
  },
}

const ROWS = rowsOf(ASSIGNMENT)

describe('rows', () => {
  it('keep the order and the names of the file', () => {
    expect(ROWS.map(({ row, title }) => [row, title])).toEqual([
      [1, 'X1'],
      [2, 'X2'],
      [3, '#3'],
      [4, '4'],
    ])
  })

  it('take no column of the decision for the number of a clue', () => {
    const bare: Assignment = {
      ...ASSIGNMENT,
      clues: { type: 'FeatureCollection', features: [feature(null, { status: 'invalid', id: 'decided' })] },
    }
    expect(rowsOf(bare)[0]?.title).toBe('#1')
  })

  it('are filtered by status and county together', () => {
    expect(filterRows(ROWS, { status: null, warning: null, countyCode: null })).toBe(ROWS)
    expect(filterRows(ROWS, { status: 'assigned', warning: null, countyCode: '220184' }).map(({ row }) => row)).toEqual([2])
  })

  it('are filtered by a warning, however the list of them is written', () => {
    const warned = (warnings: unknown): ReturnType<typeof feature> => feature([125, 44], { status: 'assigned', warnings })
    const features = [warned('a;b'), warned(['ab']), warned(null)]
    const rows = rowsOf({ ...ASSIGNMENT, clues: { type: 'FeatureCollection', features } })
    const only = { status: null, warning: 'a', countyCode: null }
    expect(filterRows(rows, only).map(({ row }) => row)).toEqual([1])
    expect(batchFilter(only)).toEqual(['all', ['in', ';a;', ['get', 'warnings']]])
    expect(batchFeatures(rows).features.map(({ properties }) => properties?.['warnings'] as string)).toEqual([';a;b;', ';ab;', ';;'])
  })

  it('span the places they have', () => {
    expect(boundsOf(ROWS)).toEqual([124.8, 43.5, 125.3, 43.9])
    expect(boundsOf([])).toBeNull()
  })

  it('are looked at without strays, unless there is nothing else', () => {
    const outside = feature([0, 0], { status: 'outside', county_code: null })
    const [stray] = rowsOf({ ...ASSIGNMENT, clues: { type: 'FeatureCollection', features: [outside] } })
    if (!stray) throw new Error('one feature is one row')
    expect(boundsToShow([...ROWS, stray])).toEqual(boundsOf(ROWS))
    expect(boundsToShow([stray])).toEqual([0, 0, 0, 0])
  })
})

describe('counts by county', () => {
  it('come largest first and leave out what has no county', () => {
    expect(countByCounty(ROWS)).toEqual([
      { code: '220184', name: '公主岭市', total: 2, assigned: 1, escalated: 1 },
      { code: '220103', name: '宽城区', total: 1, assigned: 1, escalated: 0 },
    ])
  })

  it('sort by any column, ties by code', () => {
    const counts = countByCounty(ROWS)
    expect(sortCounties(counts, { by: 'assigned', descending: true }).map(({ code }) => code)).toEqual(['220103', '220184'])
    expect(sortCounties(counts, { by: 'total', descending: false }).map(({ code }) => code)).toEqual(['220103', '220184'])
    expect(sortCounties(counts, { by: 'name', descending: true }).map(({ code }) => code)).toEqual(['220184', '220103'])
  })
})

it('a summary whose statuses do not add up is not conserved', () => {
  expect(isConserved(ASSIGNMENT.summary)).toBe(true)
  expect(isConserved({ ...ASSIGNMENT.summary, outside: 1 })).toBe(false)
})

it('only rows with a place become features, and the map filters as the table does', () => {
  expect(batchFeatures(ROWS).features.map(({ properties }) => properties?.['row'] as number)).toEqual([1, 2, 4])
  expect(batchFilter({ status: null, warning: null, countyCode: null })).toBeNull()
  expect(batchFilter({ status: 'escalated', warning: null, countyCode: '220184' })).toEqual([
    'all',
    ['==', ['get', 'status'], 'escalated'],
    ['==', ['get', 'county'], '220184'],
  ])
})
