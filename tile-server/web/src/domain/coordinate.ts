import type { Bounds, LonLat } from '../api/contract'

export interface ParsedPlace {
  place: LonLat
  /** The two numbers came latitude first and were exchanged. */
  swapped: boolean
}

interface Token {
  value: number
  axis: 'lon' | 'lat' | null
}

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?`
const ANGLE = new RegExp(
  String.raw`(东经|西经|北纬|南纬|经度|纬度|longitude|latitude|lon|lng|lat|[EWNS])?\s*[:=]?\s*` +
    String.raw`(${NUMBER})\s*[°度]?` +
    String.raw`(?:\s*(\d+(?:\.\d+)?)\s*['′分])?` +
    String.raw`(?:\s*(\d+(?:\.\d+)?)\s*(?:["″秒]|''|′′))?` +
    String.raw`\s*([EWNS](?![a-z]))?`,
  'giu',
)

const LON_WORDS = new Set(['e', 'w', '东经', '西经', '经度', 'longitude', 'lon', 'lng'])
const NEGATIVE_WORDS = new Set(['w', 's', '西经', '南纬'])

/**
 * Reads a coordinate pair as people write it: `125.32, 43.88`, full-width `１２５．３２，４３．８８`,
 * `43.88N 125.32E`, `东经125°19′28″ 北纬43°53′10″`, `经度：125.32 纬度：43.88`.
 *
 * Without words the order is longitude first; when only the other order is possible, or only the other
 * order lies inside `within`, the numbers are exchanged and `swapped` says so.
 */
export function parsePlace(text: string, within?: Bounds): ParsedPlace | null {
  const tokens = tokensOf(text)
  const [first, second] = tokens
  if (tokens.length !== 2 || !first || !second) return null

  if (first.axis && second.axis) {
    if (first.axis === second.axis) return null
    const place: LonLat = first.axis === 'lon' ? [first.value, second.value] : [second.value, first.value]
    return onEarth(place) ? { place, swapped: false } : null
  }

  const asWritten: LonLat = [first.value, second.value]
  const exchanged: LonLat = [second.value, first.value]
  if (!onEarth(asWritten)) return onEarth(exchanged) ? { place: exchanged, swapped: true } : null
  if (within && !inside(asWritten, within) && onEarth(exchanged) && inside(exchanged, within)) {
    return { place: exchanged, swapped: true }
  }
  return { place: asWritten, swapped: false }
}

function tokensOf(text: string): Token[] {
  const plain = text.normalize('NFKC').replace(/[、;，]/gu, ',').replace(/[’‘]/gu, "'").replace(/[”“]/gu, '"')
  const tokens: Token[] = []
  let rest = plain
  for (const match of plain.matchAll(ANGLE)) {
    const [whole, before, degrees, minutes, seconds, after] = match
    if (degrees === undefined) continue
    const word = (before ?? after)?.toLowerCase()
    const size = Math.abs(Number(degrees)) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600
    const negative = degrees.startsWith('-') || (word !== undefined && NEGATIVE_WORDS.has(word))
    tokens.push({
      value: negative ? -size : size,
      axis: word === undefined ? null : LON_WORDS.has(word) ? 'lon' : 'lat',
    })
    rest = rest.replace(whole, ' ')
  }
  // Anything but separators left over means that this was not a coordinate.
  return /[^\s,()[\]]/u.test(rest) ? [] : tokens
}

function onEarth([lon, lat]: LonLat): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90
}

function inside([lon, lat]: LonLat, [west, south, east, north]: Bounds): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}
