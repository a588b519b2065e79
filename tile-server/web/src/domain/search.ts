import type { Bounds, Label, LonLat } from '../api/contract'
import { parsePlace } from './coordinate'

export type Found =
  | { kind: 'coordinate'; place: LonLat; swapped: boolean }
  | { kind: 'division'; label: Label }
  | { kind: 'nothing' }

/** A coordinate if it reads as one, else the best division of that name or code. */
export function search(text: string, labels: readonly Label[], within?: Bounds): Found {
  const parsed = parsePlace(text, within)
  if (parsed) return { kind: 'coordinate', ...parsed }
  const [label] = suggest(text, labels)
  return label ? { kind: 'division', label } : { kind: 'nothing' }
}

/** Divisions whose name holds the text or whose code begins with it; those that begin with it come first. */
export function suggest(text: string, labels: readonly Label[], limit = 8): Label[] {
  const wanted = text.normalize('NFKC').trim()
  if (wanted === '') return []
  return labels
    .filter((label) => label.name.includes(wanted) || (/^\d{2,6}$/.test(wanted) && label.code.startsWith(wanted)))
    .sort(
      (a, b) =>
        Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)) || a.code.localeCompare(b.code),
    )
    .slice(0, limit)
}
