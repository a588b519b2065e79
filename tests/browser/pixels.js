// Looking at a screenshot as a person would: what colour is it here?
import { PNG } from 'pngjs'

/** A decoded screenshot; one pixel of it is one pixel of the page. */
export class Picture {
  #png

  constructor(bytes) {
    this.#png = PNG.sync.read(bytes)
  }

  at(x, y) {
    const { width, height, data } = this.#png
    const [column, row] = [Math.round(x), Math.round(y)]
    if (column < 0 || row < 0 || column >= width || row >= height) throw new RangeError(`(${x}, ${y}) is not in the picture`)
    const offset = (row * width + column) * 4
    return [data[offset], data[offset + 1], data[offset + 2]]
  }

  /** All pixels of the square around a point. */
  around({ x, y }, reach) {
    const pixels = []
    for (let down = -reach; down <= reach; down++) {
      for (let right = -reach; right <= reach; right++) pixels.push(this.at(x + right, y + down))
    }
    return pixels
  }

  /** The colour that most of the square has: lines and dots in it do not count. */
  ground(point, reach = 8) {
    const counts = new Map()
    for (const pixel of this.around(point, reach)) {
      const key = hex(pixel)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0][0]
  }

  /** How many pixels of a region have a colour, give or take what smoothing does. */
  count(colour, { left, top, right, bottom }, tolerance = 24) {
    let found = 0
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) if (distance(this.at(x, y), rgb(colour)) <= tolerance) found += 1
    }
    return found
  }

  /** The luminance of the darkest pixel of the square, 0 to 255. */
  darkest(point, reach) {
    return Math.min(...this.around(point, reach).map(luminance))
  }
}

export const rgb = (colour) => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16))

export const hex = (pixel) => `#${pixel.map((part) => part.toString(16).padStart(2, '0')).join('')}`

export const distance = (a, b) => Math.hypot(...a.map((part, index) => part - b[index]))

// Rec. 709.
const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
