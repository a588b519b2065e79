import { describe, expect, it } from 'vitest'
import { choicesOf, inLanguage } from '../src/domain/vocabulary'

describe('what the form offers', () => {
  // Of no province we know: nothing of Jilin's is built in.
  const terms = [
    { id: 'noise', zh: '噪声', en: 'noise', word: '噪音' },
    { id: 'light', zh: '光污染', en: 'light', word: null },
  ]

  it('are the terms of the ruleset, in the language of the page, sent as words that it reads', () => {
    expect(choicesOf(terms, 'zh')).toEqual([{ value: '噪音', label: '噪声' }])
    expect(choicesOf(terms, 'en')).toEqual([{ value: '噪音', label: 'noise' }])
    expect(choicesOf([], 'zh')).toEqual([])
  })
})

it('words of lists are told in English where the ruleset has them', () => {
  const levels = [{ zh: '一级', en: 'first-class' }]
  expect(inLanguage(levels, '一级', 'en')).toBe('first-class')
  expect(inLanguage(levels, '一级', 'zh')).toBe('一级')
  expect(inLanguage(levels, '特级', 'en')).toBe('特级')
})
