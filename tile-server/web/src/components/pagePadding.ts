import type { PaddingOptions } from 'maplibre-gl'

export const PHONE_MAX_WIDTH = 720

export const isPhone = (): boolean => window.innerWidth <= PHONE_MAX_WIDTH

type Padding = Required<PaddingOptions>

/** How much of the map the panels cover, so that what is shown lies in the free part. */
export function pagePadding(panelOpen: boolean): Padding {
  if (isPhone()) {
    return { top: 40, right: 24, left: 24, bottom: panelOpen ? Math.round(window.innerHeight * 0.46) : 40 }
  }
  return { top: 36, bottom: 44, left: 256, right: panelOpen ? 446 : 60 }
}

/** Where the middle of the free part lies, seen from the middle of the map. */
export function freeOffset({ top, right, bottom, left }: Padding): [x: number, y: number] {
  return [(left - right) / 2, (top - bottom) / 2]
}

/** The free part of a map of that size. */
export function freeBox(size: { width: number; height: number }, { top, right, bottom, left }: Padding): Padding {
  return { left, top, right: size.width - right, bottom: size.height - bottom }
}

/** Whether a point on the screen lies in the free part of a map of that size. */
export function isFree(point: { x: number; y: number }, size: { width: number; height: number }, padding: Padding): boolean {
  const free = freeBox(size, padding)
  return point.x >= free.left && point.x <= free.right && point.y >= free.top && point.y <= free.bottom
}
