import { describe, expect, it } from 'vitest'
import type { Explanation, Label } from '../src/api/contract'
import { decisionFeatures } from '../src/map/decisionFeatures'
import { moveForDisc } from '../src/map/discView'
import { boundsAround, destination, discAround } from '../src/map/geodesy'
import { TINTS } from '../src/map/palette'
import { tintPrefectures } from '../src/map/tints'

const label = (code: string, lon: number, lat: number): Label => ({ code, name: code, level: 'prefecture', lon, lat })

describe('tints', () => {
  it('are different as long as there are enough of them', () => {
    const labels = TINTS.map((_, index) => label(`22${String(index + 1)}00`, 125 + index, 43))
    expect(new Set(tintPrefectures(labels, TINTS).values()).size).toBe(TINTS.length)
  })

  it('keep neighbours apart when they have to repeat', () => {
    const row = Array.from({ length: 12 }, (_, index) => label(String(100 + index), 120 + index, 43))
    const tints = [...tintPrefectures(row, ['a', 'b', 'c']).values()]
    for (let index = 1; index < tints.length; index++) expect(tints[index]).not.toBe(tints[index - 1])
  })

  it('do not depend on the order of the labels and leave counties alone', () => {
    const labels = [label('220100', 125, 43), label('220200', 126, 43), { ...label('220184', 124, 43), level: 'county' as const }]
    expect(tintPrefectures([...labels].reverse(), TINTS)).toEqual(tintPrefectures(labels, TINTS))
    expect(tintPrefectures(labels, TINTS).has('220184')).toBe(false)
  })
})

describe('the geodesic', () => {
  const dms = (degrees: number, minutes: number, seconds: number): number => degrees + minutes / 60 + seconds / 3600

  it('from Flinders Peak ends at Buninyong', () => {
    // The worked example of the Geocentric Datum of Australia Technical Manual, on GRS 80.
    const [lon, lat] = destination([dms(144, 25, 29.5244), -dms(37, 57, 3.7203)], dms(306, 52, 5.37), 54_972.271)
    // 1e-8° is a millimetre.
    expect(Math.abs(lon - dms(143, 55, 35.3839))).toBeLessThan(2e-8)
    expect(Math.abs(lat + dms(37, 39, 10.1561))).toBeLessThan(2e-8)
  })

  it('of no length stays where it is', () => {
    const [lon, lat] = destination([125, 43.5], 77, 0)
    expect(lon).toBeCloseTo(125, 12)
    expect(lat).toBeCloseTo(43.5, 12)
  })
})

describe('the disc of uncertainty', () => {
  it('is closed, counterclockwise, has 128 corners and the radius everywhere', () => {
    const ring = discAround([125, 43.5], 500).coordinates[0] ?? []
    expect(ring).toHaveLength(129)
    expect(ring[0]).toEqual(ring.at(-1))
    const twice = ring.slice(1).reduce((sum, [x = 0, y = 0], index) => sum + ((ring[index]?.[0] ?? 0) - 125) * (y - 43.5) - (x - 125) * ((ring[index]?.[1] ?? 0) - 43.5), 0)
    expect(twice).toBeGreaterThan(0)
    for (const [lon = 0, lat = 0] of ring) {
      const x = (lon - 125) * 111_320 * Math.cos((43.5 * Math.PI) / 180)
      const y = (lat - 43.5) * 111_195
      expect(Math.hypot(x, y)).toBeGreaterThan(497)
      expect(Math.hypot(x, y)).toBeLessThan(503)
    }
  })
})

describe('a disc on the screen', () => {
  const free = { left: 256, top: 36, right: 834, bottom: 700 }
  const at = (x: number, y: number): { x: number; y: number } => ({ x, y })

  it('is left alone when all of it is in the free part and it is not a dot, whichever corners are given', () => {
    expect(moveForDisc(at(400, 500), at(600, 300), free, 8)).toBe('stay')
    expect(moveForDisc(at(600, 300), at(400, 500), free, 8)).toBe('stay')
  })

  it('is gone to when it is a dot, partly behind a panel, or larger than the view', () => {
    expect(moveForDisc(at(400, 410), at(410, 400), free, 8)).toBe('closer')
    expect(moveForDisc(at(700, 500), at(900, 300), free, 8)).toBe('aside')
    expect(moveForDisc(at(-2000, 3000), at(3000, -2000), free, 8)).toBe('back')
  })

  it('is left alone when it would stay a dot at the largest scale', () => {
    expect(moveForDisc(at(400, 410), at(410, 400), free, 4)).toBe('stay')
  })
})

it('the box around a place holds its circle and what else is given', () => {
  const [west, south, east, north] = boundsAround([125, 43.5], 500, [125.1, 43.5])
  expect(east).toBe(125.1)
  expect((43.5 - south) * 111_195).toBeCloseTo(500, 0)
  expect(north - 43.5).toBeCloseTo(43.5 - south, 9)
  expect((125 - west) * 111_320 * Math.cos((43.5 * Math.PI) / 180)).toBeCloseTo(500, -1)
})

describe('the decision on the map', () => {
  const parts = (answer: unknown): unknown[] =>
    decisionFeatures(answer as Explanation, 'zh').features.map(({ properties }) => properties?.['part'] as unknown)
  const input = { lon: 124.8, lat: 43.5, accuracy_m: null }

  it('is nothing before an answer', () => {
    expect(decisionFeatures(null, 'zh').features).toEqual([])
  })

  it('shows the way to the border and, if given, the accuracy', () => {
    const border = { distance_m: 4012.3, nearest: [124.81, 43.52] }
    expect(parts({ input, border, nearest_jurisdiction: null })).toEqual(['way', 'nearest'])
    expect(parts({ input: { ...input, accuracy_m: 200 }, border, nearest_jurisdiction: null })).toEqual(['disc', 'way', 'nearest'])
  })

  it('does without a nearest point', () => {
    expect(parts({ input, border: null, nearest_jurisdiction: { code: '1', name: 'n', distance_m: 3 } })).toEqual([])
  })
})
