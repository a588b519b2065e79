/// <reference types="vite/client" />
import type { Map as MapLibreMap } from 'maplibre-gl'

declare global {
  interface Window {
    /** For browser tests: the map itself, and a promise that settles when it has drawn everything once. */
    __bailiwick?: { map: MapLibreMap; ready: Promise<void> }
  }
}
