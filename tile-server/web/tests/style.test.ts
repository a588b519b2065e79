import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import type { Info, Label } from '../src/api/contract'
import { GROUPS } from '../src/map/groups'
import { planLayers } from '../src/map/sources'
import { buildStyle, groupOf, type StyleInput } from '../src/map/style'
import { NO_WORDS } from './fixtures'

const CATALOG = {
  tiles: Object.fromEntries(
    ['rivers', 'clues', 'zones', 'overlays', 'outfalls', 'borders', 'counties', 'prefectures', 'provinces'].map((name) => [
      name,
      { content_type: 'application/x-protobuf' },
    ]),
  ),
}
const LABELS: Label[] = [{ code: '220100', name: '长春市', level: 'prefecture', lon: 125.3, lat: 43.9 }]
const INFO: Info = {
  name: '吉林省（示例数据）',
  sample: true,
  generations: [],
  bounds: [121, 40, 132, 47],
  counts: {},
  version: '0.1.0',
  vocabulary: NO_WORDS,
  basemaps: [],
  labels: LABELS,
}
const ADDRESS = { url: 'http://host/a/{z}/{x}/{y}', minzoom: 0, maxzoom: 14, attribution: '' }
const INPUT: StyleInput = { info: INFO, plan: planLayers(CATALOG), base: ADDRESS, themes: { ...ADDRESS } }

const idsOf = (input: StyleInput): string[] => buildStyle(input).layers.map(({ id }) => id)

describe('the style', () => {
  it('is valid', () => {
    expect(validateStyleMin(buildStyle(INPUT))).toEqual([])
  })

  it('asks nothing of any other host', () => {
    const style = buildStyle(INPUT)
    expect(style.glyphs).toBeUndefined()
    expect(style.sprite).toBeUndefined()
    const addresses = JSON.stringify(style).match(/https?:\/\/[^/"]+/g) ?? []
    expect(new Set(addresses)).toEqual(new Set(['http://host']))
  })

  it('stacks land, water, overlays, zones, the disc of uncertainty under the borders, points, names and the decision', () => {
    const ids = idsOf(INPUT)
    const order = [
      'paper', 'land', 'prefecture-tint', 'county-ground', 'rivers-line', 'overlay-fill', 'overlay-line', 'zone-fill', 'decision-disc', 'decision-disc-line', 'border-county',
      'border-prefecture', 'border-province', 'hotspot-pieces', 'hotspot-areas', 'outfalls', 'clues', 'batch', 'hotspot-marks', 'name-county', 'name-prefecture',
      'decision-way', 'decision-distance',
    ]
    expect(ids.filter((id) => order.includes(id))).toEqual(order)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has something behind every switch', () => {
    const groups = new Set(buildStyle(INPUT).layers.map(groupOf))
    for (const group of GROUPS) expect(groups).toContain(group)
  })

  it('leaves out what the server does not offer', () => {
    const plan = planLayers({ tiles: { counties: { content_type: 'application/x-protobuf' } } })
    const ids = idsOf({ info: INFO, plan, base: ADDRESS, themes: null })
    expect(ids).toContain('county-ground')
    expect(ids).not.toContain('clues')
    expect(ids).not.toContain('land')
  })
})

it('boundaries and backdrops share a request, clues and zones another', () => {
  expect(planLayers(CATALOG)).toEqual({
    base: ['provinces', 'prefectures', 'counties', 'borders', 'rivers'],
    themes: ['zones', 'overlays', 'outfalls', 'clues'],
    backdrops: ['rivers'],
  })
})
