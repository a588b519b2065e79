/** The file name in a Content-Disposition header (RFC 6266); the UTF-8 form wins over the plain one. */
export function filenameOf(disposition: string | null): string | null {
  if (!disposition) return null
  const extended = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition)?.[1]
  if (extended) {
    try {
      return basename(decodeURIComponent(extended.trim()))
    } catch {
      // A malformed escape: the plain form below may still do.
    }
  }
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition)
  const name = plain?.[1] ?? plain?.[2]
  return name ? basename(name) : null
}

/** A header must not choose the folder. */
function basename(name: string): string | null {
  const last = name.split(/[\\/]/).at(-1)
  return last === undefined || last === '' ? null : last
}
