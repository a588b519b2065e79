import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { backdropLayers } from './layers/backdrop'
import { borderLayers } from './layers/borders'
import { clueLayers } from './layers/clues'
import { divisionLayers } from './layers/divisions'
import { servedHotspotLayers } from './layers/hotspots'
import { labelLayers } from './layers/labels'
import { outfallLayers } from './layers/outfalls'
import { overlayLayers } from './layers/overlays'
import { zoneLayers } from './layers/zones'
import { BOLD, MEDIUM } from './fonts'
import { INK, PAPER, TINTS } from './palette'

/** Stands where the server writes the name of a backdrop; it repeats the layers for each of them. */
export const BACKDROP = '{backdrop}'

/** The fonts that the server has. */
const SERVED_REGULAR = ['Noto Sans SC Regular']
const SERVED_BOLD = ['Noto Sans SC Bold']

/**
 * The style for clients that are not this page: the same layers but for those of the conversation (batch, decision, hover).
 *
 * The server fills in the addresses of sources, glyphs and sprite, the place to begin with, the tints of the prefectures (`metadata.tints`
 * has the colours) and the backdrops; and it leaves out layers that its data does not have.
 */
export function servedStyle(): StyleSpecification {
  const areas = [...overlayLayers(), ...zoneLayers()]
  const layers: LayerSpecification[] = [
    { id: 'paper', type: 'background', paint: { 'background-color': PAPER } },
    ...divisionLayers(() => true, new Map()).filter(isPlain).map(withTints),
    ...backdropLayers(BACKDROP),
    ...areas.filter(({ type }) => type !== 'symbol'),
    ...borderLayers(),
    ...servedHotspotLayers(),
    // Names over the borders that would cross them out: in fields of distances strokes are finer than the page's.
    ...areas.filter(({ type }) => type === 'symbol'),
    ...outfallLayers(),
    ...clueLayers(),
    ...labelLayers().map(fromTiles),
  ]
  return { version: 8, sources: { base: { type: 'vector' }, themes: { type: 'vector' }, hotspots: { type: 'vector' } }, layers: layers.map(withServedFonts) }
}

/** Layers that answer to the pointer are of no use without the page. */
const isPlain = (layer: LayerSpecification): boolean => !JSON.stringify(layer).includes('feature-state')

const withTints = (layer: LayerSpecification): LayerSpecification =>
  layer.id === 'prefecture-tint' ? { ...layer, metadata: { ...(layer.metadata as object), tints: TINTS } } : layer

/** The page has the names as points of its own; here they are a layer of the tiles. */
const fromTiles = (layer: LayerSpecification): LayerSpecification =>
  ({ ...layer, source: 'base', 'source-layer': 'labels' }) as LayerSpecification

/** There is no medium weight among them: what has it on the page is regular and darker. */
function withServedFonts(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== 'symbol' || !layer.layout?.['text-font']) return layer
  const onPage = layer.layout['text-font']
  const font = onPage === BOLD ? SERVED_BOLD : SERVED_REGULAR
  const paint = onPage === MEDIUM ? { ...layer.paint, 'text-color': INK } : layer.paint
  return { ...layer, layout: { ...layer.layout, 'text-font': font }, ...(paint && { paint }) }
}
