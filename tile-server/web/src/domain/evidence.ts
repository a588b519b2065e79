/** What the panel reads out of an explanation before it shows it. Nothing here decides anything. */
import type { Candidate, InTime, Then, WeighedRule } from '../api/contract'

/** Less than this of a disc is rounding, and no ground that anybody misses. */
const SHARE_MIN = 0.0005
/** Stands for a distance nobody knows. */
const FAR_M = 1e9

export interface Clock {
  clock: 'occurrence' | 'filing' | 'present'
  then: Then
}

/** Whose the place was by each clock; empty where time changes nothing. */
export function clocksThatDiffer({ occurrence, filing, present }: InTime): Clock[] {
  const known: Clock[] = []
  if (occurrence) known.push({ clock: 'occurrence', then: occurrence })
  if (filing) known.push({ clock: 'filing', then: filing })
  if (present) known.push({ clock: 'present', then: present })
  const owners = new Set(known.map(({ then }) => `${then.code} ${then.superior ?? ''}`))
  return owners.size > 1 ? known : []
}

/** How much of an uncertain position lies in none of the candidates; null where there are no shares. */
export function shareOutside(candidates: readonly Candidate[]): number | null {
  const shares = candidates.flatMap(({ share }) => (share === null ? [] : [share]))
  if (shares.length === 0) return null
  const rest = 1 - shares.reduce((sum, share) => sum + share, 0)
  return rest < SHARE_MIN ? null : rest
}

/** The greatest share first, then who handles it, then the nearest, then as the server had them. */
export function inOrderOfShare(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      (b.share ?? 0) - (a.share ?? 0) ||
      Number(a.lost !== null) - Number(b.lost !== null) ||
      (a.distance_m ?? FAR_M) - (b.distance_m ?? FAR_M),
  )
}

/** One candidate that is sure and handles the clue says nothing that the headline does not. */
export function worthListing(candidates: readonly Candidate[]): boolean {
  return candidates.length > 1 || candidates.some(({ share, lost }) => share !== null || lost !== null)
}

export function unfired(weighed: readonly WeighedRule[]): WeighedRule[] {
  return weighed.filter(({ fired }) => !fired)
}

/** The effects of a fired rule that gave way to another rule. */
export function lostOf(id: string, weighed: readonly WeighedRule[]): WeighedRule['lost'] {
  return weighed.find((rule) => rule.id === id)?.lost ?? []
}
