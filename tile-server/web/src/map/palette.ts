/** Colours of the map. Land is pale so that lines, points and names carry the message. */
export const PAPER = '#e9edec'
export const INK = '#24343b'
export const HALO = 'rgba(255, 255, 255, 0.92)'
export const WATER = '#a9cfe2'
export const WATER_LINE = '#86b9d3'
export const WATER_INK = '#2f6d8c'

/** Soft tints for prefectures; six are enough to keep neighbours apart. */
export const TINTS = ['#f4ead0', '#dfecd8', '#e6e3f2', '#f6e0d9', '#d9ebea', '#eef0d4'] as const

export const BORDER_COLOUR = { province: '#6b3f5b', prefecture: '#7a6a75', county: '#a79fa3' } as const

export const ZONE_COLOUR = { first: '#d3342f', second: '#ee7d1b', quasi: '#e7b800' } as const

export const OVERLAY_COLOUR = '#3f4fb5'

/** Several places as one: darker than any of them, so that the number can be read. */
export const CLUSTER_COLOUR = { clues: '#2b5f8a', outfalls: '#5b4a3a' } as const

/** Clusters by whether a county alone sees them, what the scan found, hexagons. The same stand in the files of `bailiwick hotspots`. */
export const HOTSPOT_COLOUR = { nobody: '#c2272d', seen: '#e08a1e', scan: '#7d3fa3', hot: '#c2272d', cold: '#2c6fb3', emerging: '#e08a1e' } as const

/** Borders by how likely chance gives them their clues. */
export const RISK_COLOUR = { significant: '#c2272d', noticeable: '#e08a1e', ordinary: '#5a6670' } as const

export const FOCUS = '#0b6e6e'
