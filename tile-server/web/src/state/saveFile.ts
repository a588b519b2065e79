/** Hands a blob to the browser's own download. */
export function saveFile(name: string, body: Blob): void {
  const url = URL.createObjectURL(body)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has to have begun before the address goes away.
  setTimeout(() => { URL.revokeObjectURL(url) }, 10_000)
}
