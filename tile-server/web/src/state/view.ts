import { reactive, ref, shallowRef } from 'vue'
import type { Bounds, LonLat } from '../api/contract'
import { EVERYTHING_VISIBLE, type Visibility } from '../map/groups'
import type { Pointed } from '../map/hover'

export type Panel = 'explain' | 'batch' | 'hotspots'

export const visibility = reactive<Visibility>({ ...EVERYTHING_VISIBLE })
export const panel = ref<Panel | null>(null)
export const zoom = ref(0)
export const pointed = shallowRef<Pointed | null>(null)

/** A wish to look somewhere; the map follows it. */
export type Goal = { kind: 'place'; place: LonLat; zoom: number; nearer: 'stays' | 'exactly' } | { kind: 'bounds'; bounds: Bounds; maxZoom: number }

export const goal = shallowRef<Goal | null>(null)

/** A map that is already nearer stays so, unless the zoom is meant exactly. */
export function goTo(place: LonLat, zoom = 10, nearer: 'stays' | 'exactly' = 'stays'): void {
  goal.value = { kind: 'place', place, zoom, nearer }
}

export function fit(bounds: Bounds, maxZoom = 15): void {
  goal.value = { kind: 'bounds', bounds, maxZoom }
}
