import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { draftPlan, fetchHotspots, findHotspots, type Hotspots } from '../api/hotspots'
import { askedDays, boundsOf, isPieceShown, isPlaceShown, spotsOf, stepCount, type HotspotFilter, type Spot } from '../domain/hotspots'
import { locale } from '../i18n'
import { result } from './batch'
import { dismiss, isAbort, report } from './problem'
import { saveFile } from './saveFile'
import { fit, goTo, panel, visibility } from './view'

/** Whose clues are looked at: those that the server has loaded, or those of the file the user gave. */
export type Origin = 'served' | 'batch'

export const origin = ref<Origin>('served')
/** Whether the view is open; closed it leaves nothing on the map. */
export const isOpen = ref(false)
export const looking = ref(false)
export const drafting = ref(false)
const answer = shallowRef<Hotspots | null>(null)

export const filter = reactive<HotspotFilter>({ pMax: null, steps: [0, 0] })
export const chosenId = ref<string | null>(null)

export const found = computed(() => (isOpen.value ? answer.value : null))
export const spots = computed<Spot[]>(() => (found.value ? spotsOf(found.value) : []))
/** The days that are asked for; null for all. */
export const days = computed(() => askedDays(found.value?.steps ?? null, filter.steps))
export const shownSpots = computed(() => spots.value.filter(({ place }) => isPlaceShown(place, filter.pMax, days.value)))
export const shownPieces = computed(() => (found.value?.pieces.features ?? []).filter(({ properties }) => isPieceShown(properties, filter.pMax)))
export const chosen = computed(() => shownSpots.value.find(({ place }) => place.id === chosenId.value) ?? null)

let pending: AbortController | null = null
/** What the switches said before the view opened. */
let before: { clues: boolean; batch: boolean } | null = null

/** Opens the view, and looks where nobody has looked yet. */
export function openHotspots(next: Origin = origin.value): void {
  const isOther = next !== origin.value
  origin.value = next
  if (!isOpen.value) {
    before = { clues: visibility.clues, batch: visibility.batch }
    // Hundreds of dots would lie on what is to be seen; a switch brings them back.
    visibility.clues = false
    visibility.batch = false
  }
  isOpen.value = true
  panel.value = 'hotspots'
  if (isOther || !answer.value) void look()
}

export function closeHotspots(): void {
  pending?.abort()
  isOpen.value = false
  chosenId.value = null
  if (before) Object.assign(visibility, before)
  before = null
}

async function look(): Promise<void> {
  pending?.abort()
  const current = new AbortController()
  pending = current
  looking.value = true
  answer.value = null
  chosenId.value = null
  dismiss()
  try {
    const batch = origin.value === 'batch' ? result.value : null
    const next = await (batch ? findHotspots(batch.file, batch.options, locale.value, current.signal) : fetchHotspots(locale.value, current.signal))
    answer.value = next
    filter.steps = [0, Math.max(stepCount(next.steps) - 1, 0)]
    // Beside the panel that has just opened.
    const around = boundsOf(spots.value)
    if (around) fit(around, 9)
  } catch (error) {
    if (!isAbort(error)) report(error, () => void look())
  } finally {
    if (pending === current) {
      pending = null
      looking.value = false
    }
  }
}

/** Chosen in the list: the map goes there. */
export function chooseSpot(spot: Spot | null): void {
  chosenId.value = spot?.place.id ?? null
  if (spot?.centre) goTo(spot.centre, 10)
}

/** Chosen on the map, where it is in sight already. */
export function chooseOnMap(id: string): void {
  chosenId.value = id
  panel.value = 'hotspots'
}

/** A draft for one hotspot, as a document: of the server's by its id, of a file's by its ground. */
export async function draft(spot: Spot): Promise<void> {
  const area = found.value?.places.features.find(({ properties }) => properties.id === spot.place.id)
  if (!area || drafting.value) return
  drafting.value = true
  dismiss()
  const named = { type: 'Feature', geometry: area.geometry, properties: { id: spot.place.id } }
  try {
    const { name, body } = await draftPlan(
      origin.value === 'served' ? { hotspots: [spot.place.id] } : { areas: named },
      locale.value,
      new AbortController().signal,
    )
    saveFile(name, body)
  } catch (error) {
    report(error, () => void draft(spot))
  } finally {
    drafting.value = false
  }
}

// The server writes sentences in the language of the question.
watch(locale, () => {
  if (isOpen.value) void look()
  else answer.value = null
})

// Another file, or none: what was found in the one before is no longer to be seen.
watch(result, (next) => {
  if (origin.value !== 'batch') return
  answer.value = null
  origin.value = 'served'
  if (isOpen.value) closeHotspots()
  if (panel.value === 'hotspots') panel.value = next ? 'batch' : null
})
