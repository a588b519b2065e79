import { ApiError } from '../api/error'
import { withoutCommandLine } from '../domain/sentence'
import { t } from '.'

export interface PublicProblem {
  sentence: string
  requestId: string | null
}

/** A sentence for the user: the server's own when it wrote one. */
export function describeProblem(error: unknown): PublicProblem {
  // A sentence of ours, written in the language of the moment.
  if (typeof error === 'function') return { sentence: String((error as () => string)()), requestId: null }
  if (!(error instanceof ApiError)) {
    const message = error instanceof Error ? error.message : String(error)
    return { sentence: t('error.unexpected', { message }), requestId: null }
  }
  const sentence = error.sentence === null ? sentenceFor(error.status) : withoutCommandLine(error.sentence)
  return { sentence, requestId: error.requestId }
}

function sentenceFor(status: number): string {
  if (status === 0) return t('error.offline')
  if (status === 413) return t('error.too_large')
  if (status === 429 || status === 503) return t('error.busy')
  return status >= 500 ? t('error.server', { status }) : t('error.client', { status })
}
