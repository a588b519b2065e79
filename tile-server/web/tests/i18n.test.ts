import { describe, expect, it } from 'vitest'
import { ApiError } from '../src/api/error'
import { fill, localeFor } from '../src/i18n'
import { en } from '../src/i18n/en'
import { describeProblem } from '../src/i18n/problem'
import { zh } from '../src/i18n/zh'

const holes = (message: string): string[] => [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

describe('the two languages', () => {
  it('have the same keys in the same order', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
  })

  it('fill in the same parameters and leave nothing empty', () => {
    for (const [key, message] of Object.entries(zh)) {
      const other = en[key as keyof typeof zh]
      expect(holes(other), key).toEqual(holes(message))
      expect(message.trim(), key).not.toBe('')
      expect(other.trim(), key).not.toBe('')
    }
  })

  it('are chosen by the first language of the browser that we have, else Chinese', () => {
    expect(localeFor(['en-GB', 'zh-CN'])).toBe('en')
    expect(localeFor(['fr', 'zh-TW', 'en'])).toBe('zh')
    expect(localeFor(['fr'])).toBe('zh')
    expect(localeFor([])).toBe('zh')
  })
})

it('a parameter that is missing stays visible', () => {
  expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}')
})

describe('a problem', () => {
  it('is told in the words of the server', () => {
    const body = JSON.stringify({ status: 400, code: 'bad_row', title: 'T', detail: '第 3 行缺少经度。', request_id: 'r-7' })
    expect(describeProblem(ApiError.fromBody(400, body))).toEqual({ sentence: '第 3 行缺少经度。', requestId: 'r-7' })
  })

  it('has a sentence also when the server sent none', () => {
    expect(describeProblem(ApiError.fromBody(502, '<html>Bad gateway</html>')).sentence).toContain('502')
    expect(describeProblem(ApiError.fromBody(413, '')).sentence).toBe(zh['error.too_large'])
    expect(describeProblem(ApiError.offline()).sentence).toBe(zh['error.offline'])
    expect(describeProblem(new TypeError('x is not a function')).sentence).toContain('x is not a function')
  })
})
