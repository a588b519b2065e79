/** What the layer panel switches on and off; every style layer belongs to one group or to none. */
export const GROUPS = ['tints', 'borders', 'labels', 'rivers', 'zones', 'overlays', 'outfalls', 'clues', 'batch', 'hotspots'] as const
export type Group = (typeof GROUPS)[number]

export type Visibility = Record<Group, boolean>

export const EVERYTHING_VISIBLE: Visibility = {
  tints: true,
  borders: true,
  labels: true,
  rivers: true,
  zones: true,
  overlays: true,
  outfalls: true,
  clues: true,
  batch: true,
  hotspots: true,
}

/** Below this zoom the group is not drawn: it would be clutter. */
export const OUTFALLS_FROM_ZOOM = 7.5
