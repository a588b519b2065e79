import type { Problem } from './contract'

/** What went wrong, in a form the page can show: the server's own sentence, or a code of ours. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** The sentence the server wrote for the user; null when it wrote none. */
  readonly sentence: string | null
  readonly requestId: string | null

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.code ?? `HTTP ${String(problem.status)}`)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code ?? 'unknown'
    this.sentence = problem.detail ?? problem.title ?? null
    this.requestId = problem.request_id ?? null
  }

  /** Whether asking the same again may help: nothing was wrong with the request itself. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** The server could not be reached at all. */
  static offline(): ApiError {
    return new ApiError({ status: 0, code: 'offline' })
  }

  /** An answer with a failing status; its body may or may not be a problem document. */
  static fromBody(status: number, body: string): ApiError {
    return new ApiError({ status, ...parseProblem(body) })
  }
}

function parseProblem(body: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return {}
    const { code, title, detail, request_id } = value as Record<string, unknown>
    return {
      ...(typeof code === 'string' && { code }),
      ...(typeof title === 'string' && { title }),
      ...(typeof detail === 'string' && { detail }),
      ...(typeof request_id === 'string' && { request_id }),
    }
  } catch {
    // A proxy's HTML page, or nothing: the status alone has to tell.
    return {}
  }
}
