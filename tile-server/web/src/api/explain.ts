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
  /** The county that the reporter wrote down. */
  county: string | null
}

/** A clue that the server has read, by the names that tiles have for its batch and row. */
export interface ClueRef {
  batch: string
  row: number
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
  county: null,
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
      county: question.county,
      lang,
    },
    signal,
  )
}

/** The row decides what is asked, so the answer is the one the map shows. */
export function explainClue({ batch, row }: ClueRef, lang: string, signal?: AbortSignal): Promise<Explanation> {
  return getJson<Explanation>('api/v1/explain', { batch, row, lang }, signal)
}
