import { expect, it } from 'vitest'
import { formatArea, formatCount, formatDistance, formatPlace, formatShare, formatValidity, shortHash } from '../src/domain/format'

it.each([
  [0, '0.0 m'],
  [0.42, '0.4 m'],
  [9.94, '9.9 m'],
  [9.96, '10 m'],
  [87.4, '87 m'],
  [999.4, '999 m'],
  [999.6, '1.00 km'],
  [4012.3, '4.01 km'],
  [9996, '10.0 km'],
  [13_340, '13.3 km'],
  [123_456, '123 km'],
])('writes a distance of %d metres as %s', (metres, words) => {
  expect(formatDistance(metres, 'en')).toBe(words)
})

it('writes distances in Chinese units', () => {
  expect(formatDistance(120.5, 'zh')).toBe('121 米')
  expect(formatDistance(4012.3, 'zh')).toBe('4.01 千米')
})

it('names the hemisphere of a place', () => {
  expect(formatPlace([125.324567, 43.88], 'en')).toBe('125.32457° E, 43.88000° N')
  expect(formatPlace([125.3, 43.88], 'zh')).toContain('东经 125.30000°')
  expect(formatPlace([-70.5, -33.4], 'en')).toBe('70.50000° W, 33.40000° S')
})

it('shows areas in the unit that fits', () => {
  expect(formatArea(870.4, 'en')).toBe('870 m²')
  expect(formatArea(1_240_000, 'zh')).toBe('1.24 平方千米')
})

it('never rounds an uncertain share to certainty', () => {
  expect(formatShare(1)).toBe('100 %')
  expect(formatShare(0.99995)).toBe('> 99.9 %')
  expect(formatShare(0.0001)).toBe('< 0.1 %')
  expect(formatShare(0.804)).toBe('80.4 %')
  expect(formatShare(0)).toBe('0 %')
})

it('groups thousands', () => {
  expect(formatCount(12_345, 'zh')).toBe('12,345')
})

it('shows validity only when there is one', () => {
  expect(formatValidity('2020-06-19', null)).toBe('2020-06-19 →')
  expect(formatValidity(null, '2020-06-19')).toBe('→ 2020-06-19')
  expect(formatValidity(null, null)).toBeNull()
})

it('shortens a hash to its beginning', () => {
  expect(shortHash('9f2c4be1a7d03355c1f0')).toBe('9f2c4be1a7d0')
})
