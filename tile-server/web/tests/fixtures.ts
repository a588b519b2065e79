import type { Vocabulary } from '../src/api/contract'

/** A ruleset that says nothing. */
export const NO_WORDS: Vocabulary = {
  ruleset: { name: '', version: '' },
  classes: [],
  sensors: [],
  severities: [],
  flags: [],
  urgencies: [],
  departments: [],
  zone_levels: [],
}
