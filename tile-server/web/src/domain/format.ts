import type { LonLat } from '../api/contract'

export type Locale = 'zh' | 'en'

/** Metres as a person reads them: 0.4 m, 87 m, 1.24 km, 13 km. */
export function formatDistance(metres: number, locale: Locale): string {
  const [m, km] = locale === 'zh' ? ['米', '千米'] : ['m', 'km']
  if (metres < 9.95) return `${metres.toFixed(1)} ${m}`
  // 999.6 m reads as 1.00 km, not as 1000 m.
  if (metres < 999.5) return `${metres.toFixed(0)} ${m}`
  const kilometres = metres / 1000
  return `${kilometres.toFixed(kilometres < 9.995 ? 2 : kilometres < 99.95 ? 1 : 0)} ${km}`
}

/** Square metres as a person reads them: 870 m², 1.24 km². */
export function formatArea(squareMetres: number, locale: Locale): string {
  const [m2, km2] = locale === 'zh' ? ['平方米', '平方千米'] : ['m²', 'km²']
  if (squareMetres < 99_999.5) return `${formatCount(Math.round(squareMetres), locale)} ${m2}`
  return `${(squareMetres / 1e6).toFixed(2)} ${km2}`
}

/** Five decimals are about a metre: the accuracy of the best clues. */
export function formatPlace([lon, lat]: LonLat, locale: Locale): string {
  const x = Math.abs(lon).toFixed(5)
  const y = Math.abs(lat).toFixed(5)
  return locale === 'zh'
    ? `${lon < 0 ? '西经' : '东经'} ${x}°\u3000${lat < 0 ? '南纬' : '北纬'} ${y}°`
    : `${x}° ${lon < 0 ? 'W' : 'E'}, ${y}° ${lat < 0 ? 'S' : 'N'}`
}

export function formatCount(count: number, locale: Locale): string {
  return count.toLocaleString(locale === 'zh' ? 'zh-CN' : 'en')
}

/** A share that is neither 0 nor 1 is never shown as 0 % or 100 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  if (share < 1 && share > 0.999) return '> 99.9 %'
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`
}

export function shortHash(sha256: string): string {
  return sha256.slice(0, 12)
}

/** `2020-06-19 →`, `→ 2020-06-19`, or null when the data says nothing. */
export function formatValidity(from: string | null, to: string | null): string | null {
  if (!from && !to) return null
  return [from, '→', to].filter(Boolean).join(' ')
}

/** Names one after the other. */
export function formatList(names: readonly string[], locale: Locale): string {
  return names.join(locale === 'zh' ? '、' : ', ')
}
