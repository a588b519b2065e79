import type { LngLat, MapGeoJSONFeature } from 'maplibre-gl'

/** What a click tells, by layer in the order of interest, and by attribute. */
const LAYERS = {
  clues: ['线索', 'Clue'],
  outfalls: ['入河排污口', 'Outfall'],
  zones: ['饮用水水源保护区', 'Source zone'],
  overlays: ['特殊管辖区', 'Special area'],
  counties: ['县（市、区）', 'County'],
} as const

const ATTRIBUTES: Readonly<Record<string, readonly [string, string]>> = {
  id: ['编号', 'Number'],
  name: ['名称', 'Name'],
  code: ['代码', 'Code'],
  parent_name: ['上级', 'Superior'],
  class: ['问题类别', 'Class'],
  occurred: ['发生时间', 'Occurred'],
  county_name: ['属地', 'County'],
  handler_name: ['承办单位', 'Handler'],
  urgency: ['轻重缓急', 'Urgency'],
  reason: ['判定理由', 'Reason'],
  type: ['类型', 'Type'],
  level: ['级别', 'Level'],
  owner: ['责任主体', 'Owner'],
  point_count: ['此处共有', 'So many here'],
}

/** The features under a click, each once. */
export function facts(features: readonly MapGeoJSONFeature[], { lng, lat }: LngLat, language: 'zh' | 'en'): HTMLElement {
  const inLanguage = ([zh, en]: readonly [string, string]): string => (language === 'zh' ? zh : en)
  const list = document.createElement('div')
  const line = (tag: 'b' | 'div', text: string): void => { list.append(Object.assign(document.createElement(tag), { textContent: text })) }
  const seen = new Set<string>()
  for (const [layer, title] of Object.entries(LAYERS)) {
    for (const { sourceLayer, properties } of features) {
      const key = JSON.stringify([sourceLayer, properties])
      if (sourceLayer !== layer || seen.has(key)) continue
      seen.add(key)
      line('b', inLanguage(title))
      for (const [name, title] of Object.entries(ATTRIBUTES)) {
        if (properties[name] !== undefined) line('div', `${inLanguage(title)}${language === 'zh' ? '：' : ': '}${String(properties[name])}`)
      }
    }
  }
  line('div', `${lng.toFixed(6)}, ${lat.toFixed(6)}`)
  return list
}
