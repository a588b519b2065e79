// Base maps: somebody else's tiles beneath ours. Here they come from a little server on a port of its own, and from one that is gone.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before } from 'node:test'
import { PNG } from 'pngjs'
import { DATA, journey, PHONE, required } from './browser.js'
import { distance, Picture, rgb } from './pixels.js'

/** The ground of the tiles of each map: one pale like a map of streets, one dark like a picture from above. */
const GROUND = { vec: '#cfe0c3', img: '#2f4a2c' }
const ROAD = { vec: '#ffffff', img: '#8d8468' }

/** In open country in 松原市; in Inner Mongolia, which is not loaded. */
const INSIDE = [124.2, 44.75]
const OUTSIDE = [121.9, 43.9]

/** What the server of the tiles was asked for. */
const asked = []

const place = { server: '', hosts: [], dead: [] }
const folder = mkdtempSync(path.join(tmpdir(), 'bailiwick-basemap-'))
let tiles
let server

before(async () => {
  tiles = createServer((request, response) => {
    asked.push({ url: request.url, referer: request.headers.referer })
    const { T } = Object.fromEntries(new URL(request.url, 'http://tiles').searchParams)
    // As the hosts of real base maps: without this a browser does not let the page have the tiles.
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(tile(T.slice(0, 3)))
  })
  const host = await listening(tiles)
  const gone = createServer()
  const dead = await listening(gone)
  await new Promise((resolve) => { gone.close(resolve) })

  for (const entry of readdirSync(DATA)) if (entry !== 'bailiwick.toml') symlinkSync(path.join(DATA, entry), path.join(folder, entry))
  const config = path.join(folder, 'bailiwick.toml')
  const demo = readFileSync(path.join(DATA, 'bailiwick.toml'), 'utf8').replace('../../out/', '')
  const like = (layer) => `${host}/DataServer?T=${layer}&x={x}&y={y}&l={z}&tk=KEY`
  // Nothing here is about hotspots, and looking for them takes half of the machine.
  writeFileSync(config, `${demo}\n[hotspots]\nserve = false\n` + basemap('矢量', like('vec_w')) + basemap('影像', like('img_w')) + basemap('失联', `${dead}/{z}/{x}/{y}.png`))
  server = spawn(required('BAILIWICK_SERVER'), ['-c', config, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: server.stdout })) {
    const [url] = line.match(/http:\/\/\S+/) ?? []
    if (url) Object.assign(place, { server: url.replace(/\/$/, ''), hosts: [host], dead: [dead] })
    if (url) break
  }
  assert.ok(place.server, 'the server says where it listens')
})

after(() => {
  server?.kill()
  tiles?.close()
  rmSync(folder, { recursive: true })
})

async function listening(some) {
  await new Promise((resolve) => { some.listen(0, '127.0.0.1', resolve) })
  return `http://127.0.0.1:${some.address().port}`
}

const basemap = (name, url) => `\n[[basemaps]]\nname = "${name}"\nurl = "${url}"\nattribution = "© 图源${name}"\n`

/** A tile with a road along two of its sides. */
function tile(map) {
  const png = new PNG({ width: 256, height: 256 })
  for (let at = 0; at < 256 * 256; at++) {
    const isRoad = at % 256 < 3 || at < 3 * 256
    png.data.set([...rgb((isRoad ? ROAD : GROUND)[map]), 255], at * 4)
  }
  return PNG.sync.write(png)
}

async function choose(visit, name) {
  await visit.part('basemaps').getByText(name, { exact: true }).click()
  await visit.settled()
}

/** The colours of the ground at the two places. */
async function grounds(visit) {
  const picture = new Picture(await visit.picture())
  const [inside, outside] = await visit.onScreen([INSIDE, OUTSIDE])
  return { inside: picture.ground(inside), outside: picture.ground(outside) }
}

const alike = (a, b) => distance(rgb(a), rgb(b)) < 6

journey('a base map is drawn beneath the counties, names its source, and is remembered', { place: () => place }, async (visit) => {
  const attribution = visit.page.locator('.maplibregl-ctrl-attrib-inner')
  const plain = await grounds(visit)
  assert.deepEqual(asked, [], 'nobody has chosen one')
  assert.ok(!(await attribution.isVisible()))

  await choose(visit, '矢量')
  await visit.keep('basemap-streets-zh')
  assert.ok(asked.length > 3 && asked.every(({ url }) => /^\/DataServer\?T=vec_w&x=\d+&y=\d+&l=\d+&tk=KEY$/.test(url)), JSON.stringify(asked))
  // By this hosts know whose key it is; of where the user looks they learn what they are asked for.
  assert.deepEqual([...new Set(asked.map(({ referer }) => referer))], [`${place.server}/`])
  assert.match(await attribution.innerText(), /© 图源矢量/)
  assert.ok(await attribution.isVisible())
  const over = await grounds(visit)
  assert.ok(alike(over.outside, GROUND.vec), `outside ${over.outside}`)
  // Beneath the tint, which lets it through.
  assert.ok(!alike(over.inside, GROUND.vec) && !alike(over.inside, plain.inside), `inside ${over.inside}, before ${plain.inside}`)
  await visit.part('toggle-tints').click()
  await visit.settled()
  const bare = await grounds(visit)
  assert.ok(alike(bare.inside, GROUND.vec), `without tints ${bare.inside}`)
  await visit.part('toggle-tints').click()
  for (const layer of ['border-county', 'border-province', 'name-prefecture', 'clues-clusters']) {
    assert.ok((await visit.drawn(layer)).length > 0, `${layer} is not drawn`)
  }

  await choose(visit, '影像')
  await visit.keep('basemap-pictures-zh')
  await visit.lookAt(125.3, 43.9, 9.5)
  await visit.keep('basemap-pictures-near-zh')
  assert.ok(asked.some(({ url }) => url.includes('T=img_w')))
  const text = await attribution.innerText()
  assert.ok(text.includes('图源影像') && !text.includes('图源矢量'), text)

  // The map's place and the base map are both remembered.
  await visit.page.reload()
  await visit.settled()
  assert.ok(await visit.part('basemaps').getByRole('radio', { name: '影像' }).isChecked())
  assert.match(await attribution.innerText(), /© 图源影像/)
  await visit.lookAt(125, 43.9, 6)
  assert.ok(alike((await grounds(visit)).outside, GROUND.img))

  await choose(visit, '不显示')
  const counted = asked.length
  assert.equal((await grounds(visit)).outside, plain.outside)
  assert.ok(!(await attribution.isVisible()), 'nobody is named any more')
  await visit.page.reload()
  await visit.settled()
  assert.equal(asked.length, counted, 'none is remembered, too')
})

journey('a base map that cannot be reached is told of beside its name, and the map goes on', { place: () => place }, async (visit) => {
  const plain = await grounds(visit)
  await choose(visit, '失联')
  await visit.part('basemap-note').waitFor()
  await visit.keep('basemap-dead-zh')
  assert.match(await visit.part('basemap-note').innerText(), /底图没有载入.*其他图层不受影响/)
  assert.equal(await visit.part('error-banner').count(), 0, 'it is no fault of this map')
  assert.equal((await grounds(visit)).outside, plain.outside)
  await visit.lookAt(...INSIDE, 11)
  await visit.clickPlace(...INSIDE)
  await visit.part('panel-close').click()
  await visit.lookAt(125, 43.9, 6)

  await choose(visit, '矢量')
  assert.equal(await visit.part('basemap-note').count(), 0)
  assert.ok(alike((await grounds(visit)).outside, GROUND.vec))
})

journey('on a phone the base map is chosen in the list of layers', { size: PHONE, language: 'en-US', place: () => place }, async (visit) => {
  await visit.part('legend').getByRole('button').first().click()
  await visit.part('basemaps').scrollIntoViewIfNeeded()
  await choose(visit, '矢量')
  await visit.keep('basemap-phone-en')
  assert.match(await visit.page.locator('.maplibregl-ctrl-attrib-inner').innerText(), /© 图源矢量/)
})
