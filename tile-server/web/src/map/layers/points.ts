import type { CircleLayerSpecification, ExpressionSpecification } from 'maplibre-gl'
import { STATUS_COLOUR } from '../../domain/status'

/** Clues are circles coloured by status; escalated ones lie on top, because somebody has to decide them. */
export const STATUS_PAINT: ExpressionSpecification = [
  'match',
  ['get', 'status'],
  'assigned',
  STATUS_COLOUR.assigned,
  'escalated',
  STATUS_COLOUR.escalated,
  'outside',
  STATUS_COLOUR.outside,
  STATUS_COLOUR.invalid,
]

export const STATUS_ORDER: ExpressionSpecification = [
  'match',
  ['get', 'status'],
  'invalid',
  4,
  'escalated',
  3,
  'outside',
  2,
  1,
]

export function circlePaint(scale: number): NonNullable<CircleLayerSpecification['paint']> {
  return {
    'circle-color': STATUS_PAINT,
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 1.7 * scale, 8, 3 * scale, 11, 5 * scale, 15, 8 * scale],
    'circle-stroke-color': '#ffffff',
    'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 5, 0.4, 8, 0.9, 12, 1.6],
  }
}
