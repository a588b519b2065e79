/** Whether a disc of uncertainty can be seen where the map stands. */

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

/** From the opposite corners of its box on the screen, and the part of the map that no panel covers. */
export function isDiscSeen(a: Pixel, b: Pixel, free: Free): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)]
  const inside = left >= free.left && right <= free.right && top >= free.top && bottom <= free.bottom
  return inside && Math.max(right - left, bottom - top) >= DISC_PX_MIN
}
