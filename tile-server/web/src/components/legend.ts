import type { Info, Status } from '../api/contract'
import { STATUS_COLOUR, STATUSES } from '../domain/status'
import type { MessageKey } from '../i18n'
import type { Group } from '../map/groups'
import { OUTFALL_SYMBOLS } from '../map/outfallSymbols'
import { BORDER_COLOUR, HOTSPOT_COLOUR, OVERLAY_COLOUR, RISK_COLOUR, WATER, WATER_LINE, ZONE_COLOUR } from '../map/palette'
import type { StyleInput } from '../map/style'

/** How a legend entry is drawn; the colours are those of the style. */
export type Swatch =
  | { shape: 'line'; colour: string; width: number; dashed: boolean }
  | { shape: 'area'; fill: string; line: string }
  | { shape: 'hatch'; colour: string }
  | { shape: 'dot'; colour: string }
  | { shape: 'path'; colour: string; path: string }

export interface LegendEntry {
  key: MessageKey
  swatch: Swatch
  /** How many of this kind, when it is known. */
  count?: number
}

export interface LegendSection {
  group: Group
  key: MessageKey
  entries: LegendEntry[]
}

const line = (key: MessageKey, colour: string, width: number, dashed = false): LegendEntry => ({
  key,
  swatch: { shape: 'line', colour, width, dashed },
})

export type StatusCounts = Partial<Record<Status, number>>

/** Invalid clues have no place and no dot on the map, but they are counted where counts are known. */
function statusEntries(counts: StatusCounts | null | undefined): LegendEntry[] {
  return STATUSES.filter((status) => status !== 'invalid' || (counts?.invalid ?? 0) > 0).map((status) => {
    const count = counts?.[status]
    return {
      key: status === 'invalid' ? 'status.invalid_off_map' : `status.${status}`,
      swatch: { shape: 'dot', colour: STATUS_COLOUR[status] },
      ...(count !== undefined && { count }),
    }
  })
}

const HEXAGON = 'M8 1.2 14 4.6v6.8L8 14.8 2 11.4V4.6z'

const area = (key: MessageKey, colour: string): LegendEntry => ({
  key,
  swatch: { shape: 'area', fill: `${colour}55`, line: colour },
})

/** What the panel lists, the most specific first; only what this server has. */
export function legendSections({ plan, info }: Pick<StyleInput, 'plan' | 'info'>, batch: StatusCounts | null, hotspots = false): LegendSection[] {
  const has = (name: string): boolean => plan.base.includes(name) || plan.themes.includes(name)
  const sections: (LegendSection | false)[] = [
    hotspots && {
      group: 'hotspots',
      key: 'layers.hotspots',
      entries: [
        area('hotspots.nobody', HOTSPOT_COLOUR.nobody),
        area('hotspots.seen', HOTSPOT_COLOUR.seen),
        area('hotspots.scan', HOTSPOT_COLOUR.scan),
        line('risk.significant', RISK_COLOUR.significant, 4),
        line('risk.noticeable', RISK_COLOUR.noticeable, 3),
        line('risk.ordinary', RISK_COLOUR.ordinary, 1.6),
        // Hexagons are of the same colours, paler.
        { key: 'hotspots.hot', swatch: { shape: 'path', colour: `${HOTSPOT_COLOUR.hot}80`, path: HEXAGON } },
      ],
    },
    batch !== null && { group: 'batch', key: 'layers.batch', entries: statusEntries(batch) },
    has('clues') && {
      group: 'clues',
      key: 'layers.clues',
      // One set of dots is enough to read the map by.
      entries: batch !== null && !info.clues_by_status ? [] : statusEntries(info.clues_by_status),
    },
    has('outfalls') && {
      group: 'outfalls',
      key: 'layers.outfalls',
      entries: OUTFALL_SYMBOLS.map(({ key, colour, path }) => ({ key, swatch: { shape: 'path', colour, path } })),
    },
    has('zones') && {
      group: 'zones',
      key: 'layers.zones',
      entries: [area('zone.first', ZONE_COLOUR.first), area('zone.second', ZONE_COLOUR.second), area('zone.quasi', ZONE_COLOUR.quasi)],
    },
    has('overlays') && { group: 'overlays', key: 'layers.overlays', entries: [] },
    has('borders') && {
      group: 'borders',
      key: 'layers.borders',
      entries: [
        line('border.province', BORDER_COLOUR.province, 2.6),
        line('border.prefecture', BORDER_COLOUR.prefecture, 1.8, true),
        line('border.county', BORDER_COLOUR.county, 1.2),
      ],
    },
    has('prefectures') && { group: 'tints', key: 'layers.tints', entries: [] },
    plan.backdrops.length > 0 && {
      group: 'rivers',
      key: 'layers.rivers',
      entries: [],
    },
    (info.labels ?? []).length > 0 && { group: 'labels', key: 'layers.labels', entries: [] },
  ]
  return sections.filter((section) => section !== false)
}

/** How many there are of what a section shows, when the server tells. */
export function sectionCount(group: Group, counts: Info['counts'], batchRows: number | null): number | null {
  if (group === 'batch') return batchRows
  if (group === 'clues' || group === 'outfalls' || group === 'zones' || group === 'overlays') return counts[group] ?? null
  return null
}

/** Of sections that look the same all over. */
export const SECTION_SWATCH: Partial<Record<Group, Swatch>> = {
  rivers: { shape: 'area', fill: WATER, line: WATER_LINE },
  overlays: { shape: 'hatch', colour: OVERLAY_COLOUR },
}
