// What the page shows before anybody touches it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DATA, journey } from './browser.js'
import { distance, Picture, rgb } from './pixels.js'

/** A place in open country in each prefecture. */
const INSIDE = {
  长春市: [125.05, 44.55],
  吉林市: [126.9, 44.35],
  四平市: [124.33, 43.25],
  辽源市: [125.45, 42.62],
  通化市: [125.75, 42.0],
  白山市: [127.0, 42.25],
  松原市: [124.2, 44.75],
  白城市: [123.0, 45.0],
  延边朝鲜族自治州: [129.6, 43.55],
}

const NEIGHBOURS = [
  ['长春市', '吉林市'],
  ['长春市', '四平市'],
  ['长春市', '松原市'],
  ['松原市', '白城市'],
  ['四平市', '辽源市'],
  ['辽源市', '通化市'],
  ['辽源市', '吉林市'],
  ['通化市', '白山市'],
  ['白山市', '延边朝鲜族自治州'],
  ['吉林市', '延边朝鲜族自治州'],
]

/** Places in Liaoning, Inner Mongolia and Heilongjiang, none of which is loaded. */
const OUTSIDE = [
  [123.2, 42.3],
  [121.9, 43.9],
  [129.2, 45.6],
]

const PAPER = '#e9edec'
const OVERLAY = '#3f4fb5'
const BORDER = { county: '#a79fa3', province: '#6b3f5b' }

journey('the prefectures of Jilin are drawn, neighbours in different tints, and what is not loaded stays empty', {}, async (visit) => {
  await visit.keep('home-zh')
  const picture = new Picture(await visit.picture())
  const points = await visit.onScreen(Object.values(INSIDE))
  const tint = Object.fromEntries(Object.keys(INSIDE).map((name, index) => [name, picture.ground(points[index])]))
  for (const [a, b] of NEIGHBOURS) assert.ok(distance(rgb(tint[a]), rgb(tint[b])) > 8, `${a} ${tint[a]} and ${b} ${tint[b]} look alike`)
  for (const [name, colour] of Object.entries(tint)) assert.ok(distance(rgb(colour), rgb(PAPER)) > 8, `${name} looks like nothing`)
  for (const point of await visit.onScreen(OUTSIDE)) assert.equal(picture.ground(point), PAPER)
})

journey('the border of the province is a dark line all along its real course', {}, async (visit) => {
  const picture = new Picture(await visit.picture())
  const { features } = JSON.parse(readFileSync(path.join(DATA, 'boundaries/current/province.geojson'), 'utf8'))
  const ring = features[0].geometry.coordinates.flat(features[0].geometry.type === 'MultiPolygon' ? 2 : 1)
  const course = (await visit.onScreen(ring.filter((_, index) => index % 25 === 0)))
  assert.ok(course.length > 100, `${course.length} places`)
  // Two pixels: the line is simplified for this zoom, by less than one pixel, and is two pixels wide.
  const missed = course.filter((point) => picture.darkest(point, 2) > 150)
  assert.ok(missed.length <= course.length * 0.01, `no border at ${missed.length} of ${course.length} places: ${JSON.stringify(missed.slice(0, 5))}`)
})

journey('counties have borders, and the legend switches them off', {}, async (visit) => {
  await visit.lookAt(125.3, 43.9, 8.5)
  const middle = { left: 300, top: 150, right: 1200, bottom: 750 }
  const lines = async () => new Picture(await visit.picture()).count(BORDER.county, middle, 12)
  const before = await lines()
  await visit.part('toggle-borders').click()
  await visit.settled()
  const after = await lines()
  assert.ok(before > 1000 && after < before / 10, `${before} pixels of border, ${after} without`)
})

journey('bodies outside the hierarchy are hatched, named under the pointer and in the panel, and can be switched off', {}, async (visit) => {
  const place = [127.95, 42.1]
  await visit.lookAt(...place, 8.6)
  await visit.keep('overlay-zh')
  const middle = { left: 300, top: 100, right: 1200, bottom: 700 }
  const ink = async () => new Picture(await visit.picture()).count(OVERLAY, middle, 30)
  const drawn = await ink()
  const [committee] = (await visit.drawn('overlay-fill')).filter(({ code }) => code === '922701')
  assert.equal(committee.parent, '220000')
  assert.equal(committee.precedence, 10)

  await visit.clickPlace(...place)
  const overlays = visit.part('explain-overlays')
  await overlays.getByText('长白山保护开发区管委会').waitFor()
  for (const words of ['管委会', '922701', '隶属吉林省', '优先级 10', '由其办理']) {
    assert.ok((await overlays.innerText()).includes(words), `${words} is not in the panel: ${await overlays.innerText()}`)
  }
  await overlays.scrollIntoViewIfNeeded()
  await visit.keep('overlay-panel-zh')
  assert.match(await visit.part('pointer').innerText(), /长白山保护开发区管委会/)
  await visit.part('panel-close').click()
  await visit.lookAt(127.83, 42.1, 10.5)
  await visit.keep('overlay-name-zh')
  assert.ok((await visit.drawn('overlay-name')).length > 0, 'its name is not written')
  await visit.lookAt(...place, 8.6)
  await visit.part('toggle-overlays').click()
  await visit.settled()
  const hidden = await ink()
  assert.ok(drawn > 150 && hidden < drawn / 10, `${drawn} pixels of its colour, ${hidden} without`)
})

journey('the legend and the notice that this is sample data are there', {}, async (visit) => {
  const legend = await visit.part('legend').innerText()
  for (const words of ['图层', '已确定属地', '报共同上级', '辖区外', '一级保护区', '特殊管辖区', '省界', '县界', '854', '135', '9 个市州']) {
    assert.ok(legend.includes(words), `${words} is not in the legend: ${legend}`)
  }
  const switches = await visit.part('legend').getByRole('switch').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))
  // Naive UI brings its styles along; where they are refused, the switches have no size.
  assert.ok(switches.length >= 7 && switches.every((width) => width > 20), `${switches}`)
  assert.match(await visit.part('sample-banner').innerText(), /示例数据.*不得作为执法依据/s)
})

journey('place names are written in Chinese characters, with a glyph for each', {}, async (visit) => {
  const names = (await visit.drawn('name-prefecture')).map(({ name }) => name)
  for (const name of Object.keys(INSIDE)) assert.ok(names.includes(name), `${name} is not drawn: ${names}`)

  // The letters are there: dark pixels where a name stands, and none when the names are switched off.
  const { labels } = await (await visit.page.request.get('api/v1/info')).json()
  const { lon, lat } = labels.find(({ name }) => name === '延边朝鲜族自治州')
  const [{ x, y }] = await visit.onScreen([[lon, lat]])
  const box = { left: Math.round(x) - 65, top: Math.round(y) - 12, right: Math.round(x) + 65, bottom: Math.round(y) + 12 }
  const ink = async () => new Picture(await visit.picture()).count('#1f3038', box, 60)
  const written = await ink()
  await visit.part('toggle-labels').click()
  await visit.settled()
  const unwritten = await ink()
  assert.ok(written > 200 && unwritten < written / 5, `${written} pixels of ink, ${unwritten} without names`)

  // A font without a character draws the same box for all of them. The names use the font of this stack.
  const shapes = await visit.page.evaluate(() => {
    const [layer] = window.__bailiwick.map.getStyle().layers.filter(({ id }) => id === 'name-county')
    const family = layer.layout['text-font'].slice(1).map((name) => (name === 'sans-serif' ? name : `"${name}"`)).join(', ')
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 })
    const context = canvas.getContext('2d', { willReadFrequently: true })
    return [...'延边朝鲜族自治州长春吉林公主岭\u{10ffff}'].map((letter) => {
      context.clearRect(0, 0, 32, 32)
      context.font = `24px ${family}`
      context.fillText(letter, 2, 26)
      return context.getImageData(0, 0, 32, 32).data.join()
    })
  })
  assert.equal(new Set(shapes).size, shapes.length, 'two characters look the same')
})

journey('the page speaks English when asked, and remembers it', {}, async (visit) => {
  assert.equal(await visit.page.title(), '属地判定 · 吉林省（示例数据） · Bailiwick')
  await visit.page.getByRole('button', { name: 'Switch to English' }).click()
  await visit.part('legend').getByText('Loaded clues').waitFor()
  assert.equal(await visit.page.locator('html').getAttribute('lang'), 'en')
  // Near enough that no mark with a number covers the place.
  await visit.lookAt(124.82, 43.5, 10)
  await visit.clickPlace(124.82, 43.5)
  await visit.part('explain-panel').getByText('Handled by').waitFor()
  assert.match(await visit.part('explain-panel').innerText(), /km from the border with/)
  await visit.page.reload()
  await visit.settled()
  await visit.keep('home-en')
  assert.match(await visit.part('sample-banner').innerText(), /Sample data/)
})

journey('a mark with a number is clicked and the map goes nearer, until each clue stands alone', {}, async (visit) => {
  const zoom = await visit.zoom()
  const place = await visit.page.evaluate(() => {
    const { map } = window.__bailiwick
    const { x, y } = map.project(map.getCenter())
    const distance = (f) => { const p = map.project(f.geometry.coordinates); return Math.hypot(p.x - x, p.y - y) }
    const marks = map.queryRenderedFeatures({ layers: ['clues-clusters'] }).sort((a, b) => distance(a) - distance(b))
    return marks[0].geometry.coordinates
  })
  await visit.moving(() => visit.clickPlace(...place))
  assert.ok((await visit.zoom()) > zoom + 1, 'the map goes nearer')
  await visit.lookAt(...place, 14)
  const left = await visit.page.evaluate(() => window.__bailiwick.map.queryRenderedFeatures({ layers: ['clues-clusters'] }).length)
  assert.equal(left, 0, 'no marks with numbers close up')
})
