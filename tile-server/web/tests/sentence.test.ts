import { describe, expect, it } from 'vitest'
import { isAboutReading, withoutCommandLine } from '../src/domain/sentence'

describe('a sentence of the server on this page', () => {
  it('loses what only a terminal understands', () => {
    expect(withoutCommandLine('坐标（43.9, 125.3）疑似经纬度颠倒，请交换两列后重试，或使用 --swap-axes。')).toBe(
      '坐标（43.9, 125.3）疑似经纬度颠倒，请交换两列后重试。',
    )
    expect(withoutCommandLine('(43.9, 125.3) looks like latitude before longitude: exchange the two, or use --swap-axes.')).toBe(
      '(43.9, 125.3) looks like latitude before longitude: exchange the two.',
    )
    expect(withoutCommandLine('5 行中有 3 行疑似经纬度颠倒；若确认，请用 --swap-axes 重新读取')).toBe('5 行中有 3 行疑似经纬度颠倒')
  })

  it('keeps the other remedies', () => {
    expect(withoutCommandLine('a.csv：没有坐标列；现有列：x；请补充坐标列，或用 --column lon=列名 --column lat=列名 指定')).toBe(
      'a.csv：没有坐标列；现有列：x；请补充坐标列',
    )
    expect(withoutCommandLine('列 x、y 都可能是“经度”；请用 --column lon=列名 指定，或删去多余的列')).toBe(
      '列 x、y 都可能是“经度”；删去多余的列',
    )
    expect(
      withoutCommandLine('line 3 is not GBK: say the encoding with --encoding or encoding = "…" in bailiwick.toml, or save the file as UTF-8'),
    ).toBe('line 3 is not GBK: save the file as UTF-8')
  })

  it('stays word for word when it names no option, and keeps the name of any file', () => {
    const plain = '(43.9, 125.3): one, two; three -- four.'
    expect(withoutCommandLine(plain)).toBe(plain)
    expect(withoutCommandLine('clues --final.csv：请用 --crs 说明')).toBe('clues --final.csv')
  })
})

it('only notes that need nothing done are told quietly', () => {
  expect(isAboutReading('列的理解：lon = 经度，lat = 纬度')).toBe(true)
  expect(isAboutReading('no encoding declared; the content is GBK')).toBe(true)
  expect(isAboutReading('坐标疑似为 GCJ-02 而非 EPSG:4326：换算后 250 行更吻合')).toBe(false)
  expect(isAboutReading('anything new')).toBe(false)
})
