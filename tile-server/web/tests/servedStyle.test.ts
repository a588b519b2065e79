import { readdirSync, readFileSync } from 'node:fs'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { STATUS_COLOUR, STATUSES } from '../src/domain/status'
import { HATCH } from '../src/map/hatch'
import { OUTFALL_SYMBOLS } from '../src/map/outfallSymbols'
import { OVERLAY_COLOUR, TINTS, ZONE_COLOUR } from '../src/map/palette'
import { BACKDROP, servedStyle } from '../src/map/servedStyle'
import { tintPrefectures } from '../src/map/tints'

const icon = (name: string): string => readFileSync(new URL(`../../sprites/${name}.svg`, import.meta.url), 'utf8')

describe('the style for other clients', () => {
  it('is valid once sources have addresses', () => {
    const style = servedStyle()
    for (const source of Object.values(style.sources)) Object.assign(source, { url: 'http://host/a' })
    expect(validateStyleMin({ ...style, glyphs: 'http://host/font/{fontstack}/{range}', sprite: 'http://host/sprite/bailiwick' })).toEqual([])
  })

  it('names nothing that only the page has', () => {
    const text = JSON.stringify(servedStyle())
    expect(text).not.toMatch(/feature-state|"batch"|"decision"|PingFang|Weight Bold|https?:/)
    expect(text).toContain(BACKDROP)
    const sources = new Set(servedStyle().layers.flatMap((layer) => ('source' in layer ? [layer.source] : [])))
    expect(sources).toEqual(new Set(['base', 'themes', 'hotspots']))
  })

  it('hands the tints over', () => {
    const tinted = servedStyle().layers.find(({ id }) => id === 'prefecture-tint')
    expect(tinted?.metadata).toMatchObject({ tints: TINTS })
  })
})

describe('the icons of the sprite', () => {
  it('are those that the page draws', () => {
    for (const { icon: name, path, colour } of OUTFALL_SYMBOLS) {
      expect(icon(name)).toContain(`d="${path}"`)
      expect(icon(name)).toContain(`fill="${colour}"`)
    }
    expect(icon(HATCH)).toContain(OVERLAY_COLOUR)
    for (const status of STATUSES) expect(icon(`clue-${status}`)).toContain(STATUS_COLOUR[status])
    for (const [level, colour] of Object.entries(ZONE_COLOUR)) expect(icon(`zone-hatch-${level}`)).toContain(colour)
    expect(readdirSync(new URL('../../sprites', import.meta.url)).length).toBe(OUTFALL_SYMBOLS.length + STATUSES.length + 3 + 2)
  })
})

it('the server tints prefectures as the page does', () => {
  // The server's test reads the same table.
  const table = JSON.parse(readFileSync(new URL('tints.json', import.meta.url), 'utf8')) as {
    tints: string[]
    prefectures: { code: string; lon: number; lat: number; tint: string }[]
  }
  const labels = table.prefectures.map(({ code, lon, lat }) => ({ code, lon, lat, name: code, level: 'prefecture' as const }))
  expect(Object.fromEntries(tintPrefectures(labels, table.tints))).toEqual(Object.fromEntries(table.prefectures.map(({ code, tint }) => [code, tint])))
})
