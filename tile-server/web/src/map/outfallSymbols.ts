/** One shape and colour per outfall type; the same path draws the map icon and its legend entry. */
export interface OutfallSymbol {
  type: string
  icon: string
  key: 'outfall.industry' | 'outfall.sewage' | 'outfall.agriculture' | 'outfall.other'
  colour: string
  /** SVG path in a 16 × 16 box. */
  path: string
}

export const OUTFALL_OTHER: OutfallSymbol = {
  type: '其他',
  icon: 'outfall-other',
  key: 'outfall.other',
  colour: '#8a5a2b',
  path: 'M5 2.5h6L14 8l-3 5.5H5L2 8z',
}

export const OUTFALL_SYMBOLS: readonly OutfallSymbol[] = [
  { type: '工业', icon: 'outfall-industry', key: 'outfall.industry', colour: '#6c3fa0', path: 'M3 3h10v10H3z' },
  { type: '城镇污水处理厂', icon: 'outfall-sewage', key: 'outfall.sewage', colour: '#0b7285', path: 'M8 1.5 14.5 8 8 14.5 1.5 8z' },
  { type: '农业', icon: 'outfall-agriculture', key: 'outfall.agriculture', colour: '#4b7a12', path: 'M8 2l6.5 11.5H1.5z' },
  OUTFALL_OTHER,
]

const BOX = 16
const PIXEL_RATIO = 2

/** The shape with a white rim, as MapLibre wants images. */
export function drawOutfallSymbol({ path, colour }: OutfallSymbol): ImageData | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = (BOX + 2) * PIXEL_RATIO
  const context = canvas.getContext('2d')
  if (!context) return null
  context.scale(PIXEL_RATIO, PIXEL_RATIO)
  context.translate(1, 1)
  const shape = new Path2D(path)
  context.lineJoin = 'round'
  context.lineWidth = 2.5
  context.strokeStyle = '#ffffff'
  context.stroke(shape)
  context.fillStyle = colour
  context.fill(shape)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

export const SYMBOL_PIXEL_RATIO = PIXEL_RATIO
