import type { Explanation } from './contract'
import { getJson } from './client'

export interface Question {
  lon: number
  lat: number
  /** ISO date; null asks for today. */
  at: string | null
  accuracyM: number | null
  violationClass: string | null
}

export function explain(question: Question, lang: string, signal?: AbortSignal): Promise<Explanation> {
  return getJson<Explanation>(
    'api/v1/explain',
    {
      lon: question.lon,
      lat: question.lat,
      at: question.at,
      accuracy: question.accuracyM,
      class: question.violationClass,
      lang,
    },
    signal,
  )
}
