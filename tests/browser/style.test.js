// Somebody else's page: MapLibre with nothing but the address of our style. Layers, letters and icons have to come from this server.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { journey, SERVER } from './browser.js'
import { Picture } from './pixels.js'

const MAPLIBRE = path.resolve(import.meta.dirname, '../../tile-server/web/node_modules/maplibre-gl/dist')

const PAGE = `<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/elsewhere/maplibre-gl.css">
<style>html, body, #map { margin: 0; height: 100% }</style></head><body><div id="map"></div><script type="module">
import * as maplibregl from '/elsewhere/maplibre-gl.mjs'
// Its own idea of Chinese letters off: they are to be ours.
const map = new maplibregl.Map({ container: 'map', style: '/style/bailiwick', localIdeographFontFamily: false, fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: true } })
window.problems = []
map.on('error', (event) => window.problems.push(String(event.error?.message ?? event)))
map.on('idle', () => { window.idle = true })
window.map = map
</script></body></html>`

journey('another page draws the map from its style alone, with Chinese names in our letters', {}, async (visit) => {
  const { page } = visit
  const asked = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.route(`${SERVER}/elsewhere/**`, (route) => {
    const name = path.basename(new URL(route.request().url()).pathname)
    if (name === 'page.html') return route.fulfill({ contentType: 'text/html', body: PAGE })
    const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript'
    return route.fulfill({ contentType, body: readFileSync(path.join(MAPLIBRE, name)) })
  })
  await page.goto(`${SERVER}/elsewhere/page.html`)
  await page.waitForFunction(() => window.idle === true, undefined, { polling: 100 })
  assert.deepEqual(await page.evaluate(() => window.problems), [])
  assert.ok(asked.some((path) => path.startsWith('/font/')) && asked.some((path) => path.startsWith('/sprite/')), 'letters and icons are asked for')

  await page.evaluate(() => new Promise((resolve) => { window.map.once('idle', resolve); window.map.jumpTo({ center: [125.6, 43.8], zoom: 7.4 }) }))
  const names = await page.evaluate(() => window.map.queryRenderedFeatures().filter((f) => f.layer.type === 'symbol' && f.sourceLayer === 'labels').map((f) => f.properties.name))
  assert.ok(names.includes('长春市') && names.includes('公主岭市'), names.join())
  assert.equal(new Set(names).size, names.length, 'each name once')

  // Where a name stands there is ink: the letters have been drawn, and are no boxes left empty.
  const place = await page.evaluate(() => {
    const label = window.map.queryRenderedFeatures().find((f) => f.sourceLayer === 'labels' && f.properties.name === '公主岭市')
    return window.map.project(label.geometry.coordinates)
  })
  await visit.keep('maplibre')
  const picture = new Picture(await page.screenshot())
  const dark = picture.around(place, 14).filter(([red, green, blue]) => red + green + blue < 500).length
  assert.ok(dark > 20, `${dark} dark pixels around the name`)
})
