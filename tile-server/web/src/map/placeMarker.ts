import { Marker } from 'maplibre-gl'

/** A target on the place itself: a pin would stand in front of the way to a border in the north. */
export function createPlaceMarker(): Marker {
  const element = document.createElement('div')
  element.setAttribute('aria-hidden', 'true')
  element.style.pointerEvents = 'none'
  element.innerHTML = `
    <svg width="26" height="26" viewBox="0 0 26 26" style="display:block;filter:drop-shadow(0 1px 2px rgb(0 0 0 / 45%))">
      <circle cx="13" cy="13" r="9.5" fill="#0d3b45" stroke="#fff" stroke-width="2.5"/>
      <circle cx="13" cy="13" r="4" fill="#ffb648"/>
    </svg>`
  return new Marker({ element, anchor: 'center' })
}
