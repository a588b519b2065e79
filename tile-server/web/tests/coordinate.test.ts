import { describe, expect, it } from 'vitest'
import type { Bounds } from '../src/api/contract'
import { parsePlace } from '../src/domain/coordinate'

const JILIN: Bounds = [121.6, 40.8, 131.4, 46.4]

describe('parsePlace', () => {
  it.each([
    ['125.32, 43.88'],
    ['125.32,43.88'],
    ['125.32 43.88'],
    ['125.32，43.88'],
    ['125.32、43.88'],
    ['１２５．３２，４３．８８'],
    ['(125.32, 43.88)'],
    ['125.32°E, 43.88°N'],
    ['43.88N 125.32E'],
    ['E125.32 N43.88'],
    ['lon=125.32, lat=43.88'],
    ['经度：125.32 纬度：43.88'],
    ['北纬43.88° 东经125.32°'],
    ["125°19'12\", 43°52'48\""],
    ['东经125°19′12″ 北纬43°52′48″'],
    ['东经125度19分12秒，北纬43度52分48秒'],
  ])('reads %s', (text) => {
    const parsed = parsePlace(text, JILIN)
    expect(parsed?.place[0]).toBeCloseTo(125.32, 6)
    expect(parsed?.place[1]).toBeCloseTo(43.88, 6)
    expect(parsed?.swapped).toBe(false)
  })

  it('exchanges numbers that can only be latitude first, and says so', () => {
    expect(parsePlace('43.88, 125.32')).toEqual({ place: [125.32, 43.88], swapped: true })
  })

  it('exchanges numbers that lie in the data only the other way round', () => {
    const nearEquator: Bounds = [60, 20, 80, 40]
    expect(parsePlace('30, 70', nearEquator)).toEqual({ place: [70, 30], swapped: true })
    expect(parsePlace('70, 30', nearEquator)).toEqual({ place: [70, 30], swapped: false })
  })

  it('leaves a place outside the data alone when the other order is outside as well', () => {
    expect(parsePlace('10, 20', JILIN)).toEqual({ place: [10, 20], swapped: false })
  })

  it('keeps signs and hemispheres', () => {
    expect(parsePlace('-70.5, -33.4')?.place).toEqual([-70.5, -33.4])
    expect(parsePlace('70.5W 33.4S')?.place).toEqual([-70.5, -33.4])
  })

  it.each(['', '公主岭市', '125.32', '1 2 3', '125.32E, 43.88E', '200, 100', '125.32 somewhere 43.88', 'EPSG:4326'])(
    'refuses %j',
    (text) => {
      expect(parsePlace(text, JILIN)).toBeNull()
    },
  )
})
