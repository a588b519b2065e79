import type { Polygon } from 'geojson'
import type { Bounds, LonLat } from '../api/contract'

const EARTH_RADIUS_M = 6_371_008.8

/**
 * A circle on the ground as a polygon, for drawing only: a sphere, good to 0.3 % of the radius.
 */
export function ringAround([lon, lat]: LonLat, radiusM: number, corners = 72): Polygon {
  const ring: LonLat[] = []
  const latRad = (lat * Math.PI) / 180
  const arc = radiusM / EARTH_RADIUS_M
  for (let corner = 0; corner <= corners; corner++) {
    const bearing = (2 * Math.PI * (corner % corners)) / corners
    const sinLat = Math.sin(latRad) * Math.cos(arc) + Math.cos(latRad) * Math.sin(arc) * Math.cos(bearing)
    const eastward = Math.atan2(
      Math.sin(bearing) * Math.sin(arc) * Math.cos(latRad),
      Math.cos(arc) - Math.sin(latRad) * sinLat,
    )
    ring.push([lon + (eastward * 180) / Math.PI, (Math.asin(sinLat) * 180) / Math.PI])
  }
  return { type: 'Polygon', coordinates: [ring] }
}

/** A box around a place and its circle; with other places given, around them as well. */
export function boundsAround([lon, lat]: LonLat, radiusM: number, ...others: LonLat[]): Bounds {
  const y = (radiusM / EARTH_RADIUS_M) * (180 / Math.PI)
  const x = y / Math.cos((lat * Math.PI) / 180)
  const lons = [lon - x, lon + x, ...others.map(([other]) => other)]
  const lats = [lat - y, lat + y, ...others.map(([, other]) => other)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
