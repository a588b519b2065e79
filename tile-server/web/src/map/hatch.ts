import { OVERLAY_COLOUR } from './palette'

/** Name of the image that overlays are filled with. */
export const HATCH = 'overlay-hatch'

const BOX = 12
const STROKE = 1.2
export const HATCH_PIXEL_RATIO = 2

/** A square of slanting lines that goes on in the next one. */
export function drawHatch(): ImageData | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = BOX * HATCH_PIXEL_RATIO
  const context = canvas.getContext('2d')
  if (!context) return null
  context.scale(HATCH_PIXEL_RATIO, HATCH_PIXEL_RATIO)
  context.strokeStyle = OVERLAY_COLOUR
  context.globalAlpha = 0.45
  context.lineWidth = STROKE
  // The neighbours' lines as well: their edges reach into the corners.
  for (const shift of [-BOX, 0, BOX]) {
    context.beginPath()
    context.moveTo(shift - 2, BOX + 2)
    context.lineTo(shift + BOX + 2, -2)
    context.stroke()
  }
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
