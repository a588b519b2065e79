import type { Polygon } from 'geojson'
import type { Bounds, LonLat } from '../api/contract'

const EARTH_RADIUS_M = 6_371_008.8

/** Ellipsoid of CGCS2000 (GB 22021-2008): that of GRS 80 to a tenth of a millimetre. */
const MAJOR_M = 6_378_137
const FLATTENING = 1 / 298.257222101
const MINOR_M = MAJOR_M * (1 - FLATTENING)

/** Radians; some micrometres on the ground. */
const SIGMA_STEP_MIN = 1e-12
const STEPS_MAX = 20

const rad = (degrees: number): number => (degrees * Math.PI) / 180
const deg = (radians: number): number => (radians * 180) / Math.PI

/**
 * Where one arrives who walks so many metres along the geodesic with this bearing (degrees from north, clockwise).
 * T. Vincenty, Survey Review 23 (176), 1975, direct formula.
 */
export function destination([lon, lat]: LonLat, bearingDeg: number, distanceM: number): LonLat {
  const bearing = rad(bearingDeg)
  const tanU = (1 - FLATTENING) * Math.tan(rad(lat))
  const cosU = 1 / Math.hypot(1, tanU)
  const sinU = tanU * cosU
  const sigma1 = Math.atan2(tanU, Math.cos(bearing))
  const sinAlpha = cosU * Math.sin(bearing)
  const cos2Alpha = 1 - sinAlpha * sinAlpha
  const u2 = (cos2Alpha * (MAJOR_M ** 2 - MINOR_M ** 2)) / MINOR_M ** 2
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))

  const first = distanceM / (MINOR_M * a)
  let sigma = first
  for (let step = 0; step < STEPS_MAX; step++) {
    const middle = Math.cos(2 * sigma1 + sigma)
    const square = 2 * middle * middle - 1
    const sin = Math.sin(sigma)
    const change =
      b * sin * (middle + (b / 4) * (Math.cos(sigma) * square - (b / 6) * middle * (4 * sin * sin - 3) * (4 * middle * middle - 3)))
    const next = first + change
    const moved = Math.abs(next - sigma)
    sigma = next
    if (moved < SIGMA_STEP_MIN) break
  }

  const [sin, cos, middle] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)]
  const across = sinU * sin - cosU * cos * Math.cos(bearing)
  const latitude = Math.atan2(sinU * cos + cosU * sin * Math.cos(bearing), (1 - FLATTENING) * Math.hypot(sinAlpha, across))
  const lambda = Math.atan2(sin * Math.sin(bearing), cosU * cos - sinU * sin * Math.cos(bearing))
  const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha))
  const eastward = lambda - (1 - c) * FLATTENING * sinAlpha * (sigma + c * sin * (middle + c * cos * (2 * middle * middle - 1)))
  return [lon + deg(eastward), deg(latitude)]
}

/** The disc on the ground around a place, its rim at the same geodesic distance everywhere. */
export function discAround(place: LonLat, radiusM: number, corners = 128): Polygon {
  const rim = Array.from({ length: corners }, (_, corner) => destination(place, (360 * corner) / corners, radiusM))
  // RFC 7946: counterclockwise and closed; bearings run the other way.
  const ring = rim.reverse()
  const [start] = ring
  return { type: 'Polygon', coordinates: [start ? [...ring, start] : []] }
}

/** A box around a place and its circle; with other places given, around them as well. */
export function boundsAround([lon, lat]: LonLat, radiusM: number, ...others: LonLat[]): Bounds {
  const y = (radiusM / EARTH_RADIUS_M) * (180 / Math.PI)
  const x = y / Math.cos((lat * Math.PI) / 180)
  const lons = [lon - x, lon + x, ...others.map(([other]) => other)]
  const lats = [lat - y, lat + y, ...others.map(([, other]) => other)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
