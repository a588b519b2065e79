import { shallowRef } from 'vue'
import { ApiError } from '../api/error'

export interface Reported {
  /** An error, or a function that gives the sentence in the language of the moment. */
  cause: unknown
  retry: (() => void) | null
}

/** The one thing that went wrong last; shown until dismissed or until the next attempt. */
export const problem = shallowRef<Reported | null>(null)

export function report(cause: unknown, retry: (() => void) | null = null): void {
  const hopeless = cause instanceof ApiError && !cause.isTransient
  problem.value = { cause, retry: hopeless ? null : retry }
}

export function dismiss(): void {
  problem.value = null
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
