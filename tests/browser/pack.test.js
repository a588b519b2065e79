// An inspector without a network: a double click on the index.html of a pack.
import assert from 'node:assert/strict'
import { pathToFileURL } from 'node:url'
import { journey, required } from './browser.js'
import { Picture } from './pixels.js'

const PACK = pathToFileURL(required('BAILIWICK_PACK')).href.replace(/\/$/, '')

journey('a pack opens from the disk, with its map, its letters and its icons', { home: PACK }, async (visit) => {
  const { page } = visit
  await page.goto(`${PACK}/index.html`)
  await page.waitForFunction(() => window.bailiwickMap?.loaded(), undefined, { polling: 100 })
  assert.match(await page.title(), /长春市 220100.*示例数据/)
  const look = async (center, zoom) => {
    await page.evaluate(([center, zoom]) => new Promise((resolve) => { window.bailiwickMap.once('idle', resolve); window.bailiwickMap.jumpTo({ center, zoom }) }), [center, zoom])
    return page.evaluate(() => window.bailiwickMap.queryRenderedFeatures().map(({ sourceLayer, layer, properties, geometry }) => ({
      sourceLayer, type: layer.type, properties, at: geometry.type === 'Point' ? window.bailiwickMap.project(geometry.coordinates) : null,
    })))
  }
  await visit.keep('pack-begins')

  const near = await look([125.3, 43.9], 7.4)
  const label = near.find((f) => f.sourceLayer === 'labels' && f.properties.name === '公主岭市')
  assert.ok(label, JSON.stringify(near.filter((f) => f.sourceLayer === 'labels').map((f) => f.properties.name)))
  // Where a name stands there is ink: the letters have been drawn.
  const dark = new Picture(await page.screenshot()).around(label.at, 14).filter(([red, green, blue]) => red + green + blue < 500).length
  assert.ok(dark > 20, `${dark} dark pixels around the name`)
  await visit.keep('pack-names')

  const river = await look([125.82, 43.74], 11)
  assert.ok(river.some((f) => f.sourceLayer === 'outfalls' && f.type === 'symbol' && !f.properties.point_count), 'an outfall with its icon')
  await visit.keep('pack-icons')

  const closer = await look([125.3, 43.9], 10.5)
  const clue = closer.find((f) => f.sourceLayer === 'clues' && !f.properties.point_count && f.at.x > 100 && f.at.x < 1100 && f.at.y > 100 && f.at.y < 700)
  assert.ok(clue, 'a clue in the window')
  await page.mouse.click(clue.at.x, clue.at.y)
  const told = await page.locator('.maplibregl-popup-content').innerText()
  assert.ok(told.includes('县（市、区）') && told.includes(clue.properties.id) && told.includes(clue.properties.reason), told)
  await visit.keep('pack-clue')
})
