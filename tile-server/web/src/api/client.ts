import { ApiError } from './error'

export type Query = Record<string, string | number | null | undefined>

/** An address on the server this page came from; never on another host. */
export function serverUrl(path: string, query: Query = {}, base: string = document.baseURI): string {
  const url = new URL(path, base)
  url.hash = ''
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(key, String(value))
  }
  return url.href
}

export async function getJson<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(serverUrl(path, query), { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw ApiError.offline()
  }
  if (!response.ok) throw ApiError.fromBody(response.status, await response.text())
  return (await response.json()) as T
}
