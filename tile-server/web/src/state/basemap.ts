import { computed, ref } from 'vue'
import type { Basemap } from '../api/contract'
import { info } from './dataset'

const STORED = 'bailiwick.basemap'

/** The name of the base map that the user has chosen; one that the server does not have is none. */
const chosen = ref(stored())

export const basemap = computed<Basemap | null>(() => info.value?.basemaps.find(({ name }) => name === chosen.value) ?? null)

/** Whether the last that was heard of the base map is that it does not come. */
export const failing = ref(false)

export function chooseBasemap(name: string | null): void {
  chosen.value = name
  failing.value = false
  try {
    if (name === null) localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, name)
  } catch {
    // Private mode: the choice lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    // No storage, or not in a browser.
    return null
  }
}
