import type { LayerSpecification } from 'maplibre-gl'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { expect, it } from 'vitest'
import { BASEMAP, changesOver, requestOf, sourceOf } from '../src/map/basemap'
import { layersInOrder } from '../src/map/style'

const TIANDITU = {
  name: '天地图',
  url: 'https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=KEY',
  attribution: '天地图',
  max_zoom: 17,
  tile_size: 512,
}

const LAYERS = layersInOrder({ base: ['provinces', 'prefectures', 'counties', 'borders', 'rivers'], themes: ['zones', 'overlays'], backdrops: ['rivers'] }, new Map())

it('a base map is a raster source as the style has them', () => {
  const source = sourceOf(TIANDITU)
  expect(source).toMatchObject({ tiles: [TIANDITU.url], maxzoom: 17, tileSize: 512, attribution: '天地图' })
  expect(validateStyleMin({ version: 8, sources: { [BASEMAP]: source }, layers: [{ id: BASEMAP, type: 'raster', source: BASEMAP }] })).toEqual([])
})

it('every area that would hide a base map lets it through', () => {
  const isOpaque = (layer: LayerSpecification): boolean =>
    layer.type === 'fill' && layer.paint?.['fill-opacity'] === undefined && layer.paint?.['fill-pattern'] === undefined
  const opaque = LAYERS.filter(isOpaque)
  expect(opaque.map(({ id }) => id)).toEqual(['land', 'prefecture-tint', 'rivers-surface'])
  for (const layer of opaque) {
    const [change] = changesOver(layer)
    expect(change, layer.id).toMatchObject({ property: 'fill-opacity', plain: 1 })
    expect(change?.over, layer.id).toBeLessThan(0.6)
  }
})

it('without a base map every layer looks as its style says', () => {
  const paintOf = (layer: LayerSpecification): Record<string, unknown> => (layer.paint ?? {}) as Record<string, unknown>
  const changed = LAYERS.filter((layer) => changesOver(layer).length > 0)
  expect(changed.map(({ id }) => id)).toEqual(['land', 'prefecture-tint', 'rivers-surface', 'border-county-casing', 'border-province-casing'])
  // Opacities are 1 where a style says none.
  for (const layer of changed) {
    for (const { property, plain } of changesOver(layer)) expect(paintOf(layer)[property] ?? 1, layer.id).toBe(plain)
  }
})

it('other hosts are told which site asks, and this one no more than before', () => {
  expect(requestOf('https://t0.tianditu.gov.cn/1', 'https://maps.cn/a/')).toEqual({ url: 'https://t0.tianditu.gov.cn/1', referrerPolicy: 'strict-origin' })
  expect(requestOf('https://maps.cn/a/counties/1/2/3', 'https://maps.cn/a/')).toEqual({ url: 'https://maps.cn/a/counties/1/2/3' })
  expect(requestOf('blob:https://maps.cn/5', 'https://maps.cn/a/')).toEqual({ url: 'blob:https://maps.cn/5' })
})
