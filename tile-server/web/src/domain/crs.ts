/** The coordinate systems a clue file is likely to use; anything else is an EPSG code. */
export const COMMON_CRS = [
  { value: 'EPSG:4326', key: 'crs.wgs84' },
  { value: 'EPSG:4490', key: 'crs.cgcs2000' },
  { value: 'GCJ-02', key: 'crs.gcj02' },
  { value: 'BD-09', key: 'crs.bd09' },
] as const

/** `4549`, `epsg 4549` and `EPSG:4549` all mean EPSG:4549. */
export function normaliseEpsg(text: string): string | null {
  const digits = /^\s*(?:epsg\s*:?\s*)?(\d{4,6})\s*$/iu.exec(text.normalize('NFKC'))?.[1]
  return digits ? `EPSG:${digits}` : null
}
