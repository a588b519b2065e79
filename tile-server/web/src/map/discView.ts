/** What the map has to do so that a disc of uncertainty is seen. */

/** A disc smaller than this hides behind the marker of the place. */
const DISC_PX_MIN = 44

interface Pixel {
  x: number
  y: number
}

interface Free {
  left: number
  top: number
  right: number
  bottom: number
}

/** `back` from a disc larger than the view, `aside` from one behind a panel, `closer` to one that is hardly a dot. */
export type DiscMove = 'stay' | 'aside' | 'back' | 'closer'

/**
 * From opposite corners of the disc's box on the screen, the part of the map that no panel covers, and how many times
 * larger everything can still become. Where even that leaves a dot, going there would only lose sight of the surroundings.
 */
export function moveForDisc(a: Pixel, b: Pixel, free: Free, enlargement: number): DiscMove {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  const size = Math.max(right - left, bottom - top)
  if (right - left > free.right - free.left || bottom - top > free.bottom - free.top) return 'back'
  if (size < DISC_PX_MIN) return size * enlargement < DISC_PX_MIN ? 'stay' : 'closer'
  const inside = left >= free.left && right <= free.right && top >= free.top && bottom <= free.bottom
  return inside ? 'stay' : 'aside'
}
