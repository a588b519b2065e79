import type { Term, Words } from '../api/contract'
import type { Locale } from './format'

/** What the form offers: the terms of the ruleset that a clue can name, by the word that is sent. Any other word may be typed; the server reads it. */
export function choicesOf(terms: readonly Term[], locale: Locale): { value: string; label: string }[] {
  return terms.flatMap((term) => (term.word === null ? [] : [{ value: term.word, label: term[locale] }]))
}

/** A word that stands in lists, in the language of the page; a word that the ruleset does not have stays as it is. */
export function inLanguage(words: readonly Words[], listed: string, locale: Locale): string {
  return words.find(({ zh }) => zh === listed)?.[locale] ?? listed
}
