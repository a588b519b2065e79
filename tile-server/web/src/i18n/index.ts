import { computed, ref } from 'vue'
import type { Locale } from '../domain/format'
import { en } from './en'
import { zh } from './zh'

export type MessageKey = keyof typeof zh
export type Parameters = Record<string, string | number>

const MESSAGES: Record<Locale, Record<MessageKey, string>> = { zh, en }
const STORED = 'bailiwick.locale'

export const locale = ref<Locale>(initialLocale())

const messages = computed(() => MESSAGES[locale.value])

/** The message in the language of the page; `{name}` in it is replaced by the parameter of that name. */
export function t(key: MessageKey, parameters: Parameters = {}): string {
  return fill(messages.value[key], parameters)
}

/** Like `t`, for words that come from data (warning codes, layer names): null when the page has no word for it. */
export function tIfKnown(key: string): string | null {
  return key in messages.value ? messages.value[key as MessageKey] : null
}

export function fill(message: string, parameters: Parameters): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole))
}

export function switchLocale(): void {
  locale.value = locale.value === 'zh' ? 'en' : 'zh'
  try {
    localStorage.setItem(STORED, locale.value)
  } catch {
    // Private mode: the choice lasts as long as the page.
  }
}

/** The user's earlier choice, else the browser's first language that we have, else Chinese. */
function initialLocale(): Locale {
  try {
    const stored = localStorage.getItem(STORED)
    if (stored === 'zh' || stored === 'en') return stored
  } catch {
    // No storage, or not in a browser.
  }
  return localeFor(typeof navigator === 'undefined' ? [] : navigator.languages)
}

export function localeFor(languages: readonly string[]): Locale {
  for (const language of languages) {
    if (/^zh\b/i.test(language)) return 'zh'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'zh'
}
