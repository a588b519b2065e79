/**
 * The map of a pack, for whoever opens its folder without a server and without a network.
 *
 * Browsers let a page from the disk fetch nothing, but they run its scripts. So `files.js` has run before and says what the map is
 * made of: the style, and everything else as base64 by its path in the pack.
 */
import { addProtocol, type AddProtocolAction, AttributionControl, type LayerSpecification, Map as MapLibreMap, NavigationControl, Popup, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?raw'
import css from 'maplibre-gl/dist/maplibre-gl.css?inline'
import { PMTiles, Protocol, type Source } from 'pmtiles'
import { facts } from './facts'

interface Pack {
  language: 'zh' | 'en'
  bounds: [number, number, number, number]
  style: StyleSpecification
  files: Record<string, string>
}

declare global {
  interface Window { bailiwickPack?: Pack; bailiwickMap?: MapLibreMap }
}

const TILES = 'tiles.pmtiles'

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64)
  const made = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) made[at] = binary.charCodeAt(at)
  return made
}

/** An archive that is in memory already. */
class InMemory implements Source {
  constructor(private readonly all: ArrayBuffer) {}
  getKey = (): string => TILES
  getBytes = (offset: number, length: number): Promise<{ data: ArrayBuffer }> => Promise.resolve({ data: this.all.slice(offset, offset + length) })
}

/** What of the pack's files MapLibre asks for by `pack://`. */
function answer(pack: Pack, url: string, type: string | undefined): Awaited<ReturnType<AddProtocolAction>> {
  const file = pack.files[decodeURIComponent(url.slice('pack://'.length))]
  // A range of letters that no name needs.
  if (file === undefined) return { data: new ArrayBuffer(0) }
  const found = bytes(file)
  return { data: type === 'json' ? (JSON.parse(new TextDecoder().decode(found)) as object) : found.buffer }
}

function show(pack: Pack): void {
  const tiles = new Protocol()
  tiles.add(new PMTiles(new InMemory(bytes(pack.files[TILES] ?? '').buffer)))
  addProtocol('pmtiles', tiles.tile)
  addProtocol('pack', ({ url, type }) => Promise.resolve(answer(pack, url, type)))
  setWorkerUrl(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' })))
  // Nothing to see: a click finds its county by it.
  const ground: LayerSpecification[] = Object.keys(pack.style.sources).map((source) => ({ id: 'ground', type: 'fill', source, 'source-layer': 'counties', paint: { 'fill-opacity': 0 } }))
  const map = new MapLibreMap({
    container: 'map',
    style: { ...pack.style, layers: [...pack.style.layers, ...ground], glyphs: 'pack://fonts/{fontstack}/{range}.pbf', sprite: 'pack://sprites/bailiwick' },
    bounds: pack.bounds,
    fitBoundsOptions: { padding: 24 },
    // The pack's letters, not those of whatever machine this is.
    localIdeographFontFamily: false,
    renderWorldCopies: false,
    maxZoom: 17,
    dragRotate: false,
    attributionControl: false,
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }))
  map.addControl(new AttributionControl({ compact: true }))
  map.addControl(new ScaleControl({ unit: 'metric' }))
  map.on('click', ({ point, lngLat }) => {
    const html = facts(map.queryRenderedFeatures([[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]]), lngLat, pack.language)
    new Popup({ maxWidth: '22rem' }).setLngLat(lngLat).setDOMContent(html).addTo(map)
  })
  window.bailiwickMap = map
}

document.head.append(Object.assign(document.createElement('style'), { textContent: css }))
if (window.bailiwickPack) show(window.bailiwickPack)
else document.body.textContent = '缺少 map/files.js：请把整个文件夹一起复制。map/files.js is missing: copy the whole folder.'
