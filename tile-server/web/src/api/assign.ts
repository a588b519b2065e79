import type { Assignment, DownloadFormat } from './contract'
import { serverUrl } from './client'
import { ApiError } from './error'
import { filenameOf } from './filename'

export interface AssignOptions {
  /** null lets the file speak for itself. */
  crs: string | null
  accuracyM: number | null
}

export interface Transfer {
  lang: string
  signal: AbortSignal
  /** Share of the file that has left this machine, 0 to 1. */
  onProgress: (share: number) => void
}

export async function assign(file: File, options: AssignOptions, transfer: Transfer): Promise<Assignment> {
  const answer = await post(file, options, 'json', transfer)
  return JSON.parse(await answer.body.text()) as Assignment
}

/** Assigns again and returns the result as a file, named as the server names it. */
export async function download(
  file: File,
  options: AssignOptions,
  format: DownloadFormat,
  transfer: Transfer,
): Promise<{ name: string; body: Blob }> {
  const answer = await post(file, options, format, transfer)
  const stem = file.name.replace(/\.[^.]+$/, '')
  return { name: filenameOf(answer.disposition) ?? `${stem}.${format}`, body: answer.body }
}

/** XMLHttpRequest, because fetch does not tell how much of an upload is done. */
function post(
  file: File,
  options: AssignOptions,
  format: string,
  { lang, signal, onProgress }: Transfer,
): Promise<{ body: Blob; disposition: string | null }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(
      'POST',
      serverUrl('api/v1/assign', { filename: file.name, crs: options.crs, accuracy: options.accuracyM, format, lang }),
    )
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'blob'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.upload.onload = () => { onProgress(1) }
    request.onerror = () => { reject(ApiError.offline()) }
    request.onabort = () => { reject(new DOMException('cancelled by the user', 'AbortError')) }
    request.onload = () => {
      const body = request.response as Blob
      if (request.status >= 200 && request.status < 300) {
        resolve({ body, disposition: request.getResponseHeader('content-disposition') })
      } else {
        void body.text().then((text) => { reject(ApiError.fromBody(request.status, text)) })
      }
    }
    signal.addEventListener('abort', () => { request.abort() }, { once: true })
    request.send(file)
  })
}
