import type { Status } from '../api/contract'

/** In the order of every legend, table and summary. */
export const STATUSES: readonly Status[] = ['assigned', 'escalated', 'outside', 'invalid']

/** Blue, amber, grey, red: told apart by every common kind of colour vision, also on the tinted map. */
export const STATUS_COLOUR: Record<Status, string> = {
  assigned: '#1666b0',
  escalated: '#dd8500',
  outside: '#5f6b73',
  invalid: '#c22f2f',
}

/** The same hues, dark enough for small text on white (WCAG AA). */
export const STATUS_INK: Record<Status, string> = {
  assigned: '#14599a',
  escalated: '#8a5100',
  outside: '#4c565d',
  invalid: '#a82525',
}
