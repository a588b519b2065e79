import type { Explanation } from './contract'
import { getJson } from './client'

export interface Question {
  lon: number
  lat: number
  /** ISO date; null asks for today. */
  at: string | null
  /** ISO date; without it no deadline that runs from the filing has an end. */
  filed: string | null
  /** Null takes what the ruleset says of the sensor. */
  accuracyM: number | null
  violationClass: string | null
  sensor: string | null
  severity: string | null
  suspectedCrime: string | null
  damage: string | null
}

/** What is asked of a place about which nothing more is known. */
export const NO_CONDITIONS: Omit<Question, 'lon' | 'lat'> = {
  at: null,
  filed: null,
  accuracyM: null,
  violationClass: null,
  sensor: null,
  severity: null,
  suspectedCrime: null,
  damage: null,
}

export function explain(question: Question, lang: string, signal?: AbortSignal): Promise<Explanation> {
  return getJson<Explanation>(
    'api/v1/explain',
    {
      lon: question.lon,
      lat: question.lat,
      at: question.at,
      filed: question.filed,
      accuracy: question.accuracyM,
      class: question.violationClass,
      sensor: question.sensor,
      severity: question.severity,
      suspected_crime: question.suspectedCrime,
      damage: question.damage,
      lang,
    },
    signal,
  )
}
