import { describe, expect, it } from 'vitest'
import type { Hotspots, Place } from '../src/api/hotspots'
import { askedDays, boundsOf, countiesOf, daysOf, formatP, isPieceShown, isPlaceShown, kindOf, spotsOf } from '../src/domain/hotspots'
import { clueDays, hotspotFeatures } from '../src/map/hotspotFeatures'

const STEPS = { days: 10, first_days: ['2026-01-01', '2026-01-11', '2026-01-21'], clues: [3, 0, 5] }

const place = (id: string, more: Partial<Place> = {}): Place => ({
  id, method: 'dbscan', clues: 9, counties: 2, split: null, seen_by: null, p_value: 0.02, significant: true, first_day: '2026-01-05', last_day: '2026-01-12', ...more,
})

const PLACES = [place('C1'), place('C2', { p_value: 0.2, significant: false, first_day: null, last_day: null }), place('S1', { method: 'scan', p_value: 0.001 })]

const square = { type: 'Polygon' as const, coordinates: [[[125, 43], [126, 43], [126, 44], [125, 43]]] }

const FOUND: Hotspots = {
  title: 't',
  sample: true,
  steps: STEPS,
  clusters: ['C1', 'C2'].map((id) => ({
    id,
    sentence: '',
    split: {
      clues: 9,
      counties: [
        { code: '220184', name: '公主岭市', clues: 2, sees_it: false },
        { code: '220323', name: null, clues: 7, sees_it: true },
      ],
      on_borders: 0, outside: 0, seen_by_nobody: false, organiser: null, centre: [125, 43],
    },
    touches: { zones: [], outfalls: [], waters: [] },
  })),
  scan: { clusters: [{ id: 'S1', centre: [126, 44], expected: 1.5, split: null }] },
  places: { type: 'FeatureCollection', features: PLACES.map((properties) => ({ type: 'Feature', geometry: square, properties })) },
  pieces: { type: 'FeatureCollection', features: [] },
}

const shownIds = (pMax: 0.05 | 0.01 | null, steps: [number, number]): string[] =>
  PLACES.filter((one) => isPlaceShown(one, pMax, askedDays(STEPS, steps))).map(({ id }) => id)

describe('the days of steps', () => {
  it('go from the first of the first to the last of the last', () => {
    expect(daysOf(STEPS, [0, 2])).toEqual(['2026-01-01', '2026-01-30'])
    expect(daysOf(STEPS, [1, 1])).toEqual(['2026-01-11', '2026-01-20'])
    expect(daysOf(null, [0, 0])).toBeNull()
  })

  it('are no condition where all are asked for', () => {
    expect(askedDays(STEPS, [0, 2])).toBeNull()
    expect(askedDays(STEPS, [0, 1])).toEqual(['2026-01-01', '2026-01-20'])
    expect(clueDays(null)).toEqual([])
    expect(clueDays(['2026-01-01', '2026-01-20'])).toHaveLength(2)
  })
})

describe('the filter', () => {
  it('leaves what is rare enough', () => {
    expect(shownIds(null, [0, 2])).toEqual(['C1', 'C2', 'S1'])
    expect(shownIds(0.05, [0, 2])).toEqual(['C1', 'S1'])
    expect(shownIds(0.01, [0, 2])).toEqual(['S1'])
  })

  it('leaves what reaches into the days, and nothing without a day where days are asked for', () => {
    expect(shownIds(null, [1, 1])).toEqual(['C1', 'S1'])
    expect(shownIds(null, [2, 2])).toEqual([])
  })

  it('goes by adjusted p-values where there are many', () => {
    expect(isPieceShown({ adjusted_p: null }, null)).toBe(true)
    expect(isPieceShown({ adjusted_p: null }, 0.05)).toBe(false)
    expect(isPieceShown({ adjusted_p: 0.05 }, 0.05)).toBe(true)
  })
})

describe('a hotspot', () => {
  const spots = spotsOf(FOUND)

  it('has its split, whether it is a cluster or of the scan', () => {
    expect(spots.map(({ place: { id }, split, expected }) => [id, split?.clues ?? null, expected])).toEqual([['C1', 9, null], ['C2', 9, null], ['S1', null, 1.5]])
    expect(spots.map(countiesOf)).toEqual([['220323', '公主岭市'], ['220323', '公主岭市'], []])
  })

  it('stands before others if several counties have it and none of them sees it', () => {
    const clusters = FOUND.clusters.map((cluster) => ({ ...cluster, split: { ...cluster.split, seen_by_nobody: cluster.id === 'C2' } }))
    expect(spotsOf({ ...FOUND, clusters }).map(({ place: { id } }) => id)).toEqual(['C2', 'C1', 'S1'])
  })

  it('is drawn by who sees it', () => {
    expect(PLACES.map(kindOf)).toEqual(['nobody', 'nobody', 'scan'])
    expect(kindOf(place('C3', { seen_by: '220184' }))).toBe('seen')
  })

  it('is drawn with a mark where it is', () => {
    const { areas, marks, hexagons } = hotspotFeatures(FOUND, spots, 0.05, null)
    expect(areas.features).toHaveLength(2)
    expect(marks.features.map(({ geometry }) => geometry.coordinates)).toEqual([[125, 43], [126, 44]])
    expect(hexagons.features).toEqual([])
    expect(hotspotFeatures(null, [], null, null).areas.features).toEqual([])
  })

  it('lies in the box around all', () => {
    expect(boundsOf(spots)).toEqual([125, 43, 126, 44])
    expect(boundsOf([])).toBeNull()
  })

  it('never has a p-value of zero', () => {
    expect([0.0001, 0.001, 0.25].map(formatP)).toEqual(['< 0.001', '0.001', '0.250'])
  })
})
