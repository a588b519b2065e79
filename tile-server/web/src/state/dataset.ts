import { computed, ref, shallowRef } from 'vue'
import { fetchCatalog, fetchInfo, fetchTileJson } from '../api/dataset'
import type { Info, TileJson } from '../api/contract'
import { serverUrl } from '../api/client'
import type { StyleInput, TileAddress } from '../map/style'
import { planLayers } from '../map/sources'
import { report } from './problem'

/** What the server has loaded, and how its tiles are reached. */
export const dataset = shallowRef<StyleInput | null>(null)
export const loading = ref(false)

export const info = computed<Info | null>(() => dataset.value?.info ?? null)

/** Whether this server tells whoever has opened the page of hotspots. */
export const hasHotspots = ref(false)

const names = computed(() => new Map((info.value?.labels ?? []).map(({ code, name }) => [code, name])))

/** The name of a division, or its code when the page has no name for it. */
export function nameOf(code: string): string {
  return names.value.get(code) ?? code
}

export async function loadDataset(): Promise<void> {
  loading.value = true
  try {
    const [loaded, catalog] = await Promise.all([fetchInfo(), fetchCatalog()])
    const plan = planLayers(catalog)
    hasHotspots.value = 'hotspots' in catalog.tiles
    const [base, themes] = await Promise.all([tileAddress(plan.base), tileAddress(plan.themes)])
    dataset.value = { info: loaded, plan, base, themes }
  } catch (error) {
    report(error, () => void loadDataset())
  } finally {
    loading.value = false
  }
}

async function tileAddress(layers: readonly string[]): Promise<TileAddress | null> {
  if (layers.length === 0) return null
  const { minzoom = 0, maxzoom = 14, attribution = '', tiles }: TileJson = await fetchTileJson(layers)
  // Tiles come from where the page came from, whatever name the server has for itself; of its address only the version is taken.
  const [, version] = tiles[0]?.split('?') ?? []
  return { url: `${serverUrl(layers.join(','))}/{z}/{x}/{y}${version ? `?${version}` : ''}`, minzoom, maxzoom, attribution }
}
