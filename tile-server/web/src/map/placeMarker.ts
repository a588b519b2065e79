import { Marker } from 'maplibre-gl'

/** A pin whose tip is the place. */
export function createPlaceMarker(): Marker {
  const element = document.createElement('div')
  element.setAttribute('aria-hidden', 'true')
  element.style.pointerEvents = 'none'
  element.innerHTML = `
    <svg width="30" height="40" viewBox="0 0 30 40" style="display:block;filter:drop-shadow(0 2px 2px rgb(0 0 0 / 35%))">
      <path d="M15 38.5C11 31 3 24 3 14.5a12 12 0 0 1 24 0C27 24 19 31 15 38.5z" fill="#0d3b45" stroke="#fff" stroke-width="2"/>
      <circle cx="15" cy="14.5" r="5" fill="#ffb648"/>
    </svg>`
  return new Marker({ element, anchor: 'bottom' })
}
