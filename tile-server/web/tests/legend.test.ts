import { describe, expect, it } from 'vitest'
import type { Info } from '../src/api/contract'
import { legendSections, type LegendSection } from '../src/components/legend'
import { planLayers } from '../src/map/sources'
import { NO_WORDS } from './fixtures'

const INFO: Info = { name: '', sample: false, generations: [], bounds: [0, 0, 1, 1], counts: {}, version: '0', vocabulary: NO_WORDS, basemaps: [] }
const plan = (...names: string[]): ReturnType<typeof planLayers> =>
  planLayers({ tiles: Object.fromEntries(names.map((name) => [name, { content_type: '' }])) })

const keys = (section: LegendSection | undefined): [string, number | undefined][] =>
  (section?.entries ?? []).map(({ key, count }) => [key, count])

describe('the legend', () => {
  it('lists only what the server has', () => {
    expect(legendSections({ plan: plan('counties', 'borders'), info: INFO }, null).map(({ group }) => group)).toEqual(['borders'])
  })

  it('counts invalid clues though they are not on the map', () => {
    const summary = { rows: 5, assigned: 3, escalated: 0, outside: 1, invalid: 1 }
    const [batch, clues] = legendSections({ plan: plan('clues'), info: INFO }, summary)
    expect(keys(batch)).toEqual([
      ['status.assigned', 3],
      ['status.escalated', 0],
      ['status.outside', 1],
      ['status.invalid_off_map', 1],
    ])
    expect(keys(clues)).toEqual([])
  })

  it('shows the dots without numbers when nobody counted', () => {
    const [clues] = legendSections({ plan: plan('clues'), info: INFO }, null)
    expect(keys(clues)).toEqual([
      ['status.assigned', undefined],
      ['status.escalated', undefined],
      ['status.outside', undefined],
    ])
  })
})
