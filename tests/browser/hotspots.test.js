// A planner looks for what no single county sees: on a server of its own, whose clues are few enough to be found in a moment.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before } from 'node:test'
import { DATA, journey, PHONE, required } from './browser.js'

const place = { server: '' }
const folder = mkdtempSync(path.join(tmpdir(), 'bailiwick-hotspots-'))
let server

/** Around a place, as many clues as asked for, in a month of 2026 each. */
function around(name, count, [lon, lat], months) {
  return Array.from({ length: count }, (_, at) => {
    const [east, north] = [(at % 3) * 0.0006, Math.floor(at / 3) * 0.0005]
    return `${name}${at},${(lon + east).toFixed(5)},${(lat + north).toFixed(5)},2026-${months[at % months.length]}-11`
  })
}

const INSIDE = [124.8, 43.5]
/** On the border of 公主岭 (长春) and 伊通 (四平), where it is the province that organises. */
const ACROSS = [124.9001, 43.3]
const SPRING = ['01', '02', '03']
const AUTUMN = ['09', '10']

/** Inside a county nine clues of the spring; across the border four on each side, in the autumn. */
const CLUES = [
  'id,lon,lat,occurred',
  ...around('I', 9, INSIDE, SPRING),
  ...around('N', 4, [124.8966, 43.3019], AUTUMN),
  ...around('S', 4, [124.9026, 43.2963], AUTUMN),
].join('\n')

before(async () => {
  for (const entry of readdirSync(DATA)) if (!['bailiwick.toml', 'clues'].includes(entry)) symlinkSync(path.join(DATA, entry), path.join(folder, entry))
  writeFileSync(path.join(folder, 'clues.csv'), CLUES)
  const demo = readFileSync(path.join(DATA, 'bailiwick.toml'), 'utf8').replace('../../out/', '').replaceAll(/\[\[clues\]\]\n(.+\n)+/g, '')
  const config = path.join(folder, 'bailiwick.toml')
  writeFileSync(config, `${demo}\n[[clues]]\npath = "clues.csv"\ncrs = "EPSG:4490"\n[hotspots]\nreplicates = 99\nscan = false\n`)
  server = spawn(required('BAILIWICK_SERVER'), ['-c', config, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: server.stdout })) {
    const [url] = line.match(/http:\/\/\S+/) ?? []
    if (url) Object.assign(place, { server: url.replace(/\/$/, '') })
    if (url) break
  }
  assert.ok(place.server, 'the server says where it listens')
  // The journeys are about the page; how long a busy machine looks for hotspots is not theirs.
  assert.equal((await fetch(`${place.server}/api/v1/hotspots`)).status, 200)
})

after(() => {
  server?.kill()
  rmSync(folder, { recursive: true })
})

async function open(visit) {
  await visit.part('hotspots-open').click()
  await visit.part('hotspot-count').waitFor()
  await visit.settled()
}

const marks = async (visit) => new Set((await visit.drawn('hotspot-marks')).map(({ id }) => id))
const shown = (visit) => visit.part('hotspot-count').innerText()

/** Moves an end of the slider by the keyboard, as often as said. */
async function press(visit, part, key, times) {
  await visit.part(part).focus()
  for (let time = 0; time < times; time++) await visit.page.keyboard.press(key)
  await visit.settled()
}

journey('the view shows what several counties have and none of them sees, and who organises', { place: () => place }, async (visit) => {
  assert.equal((await visit.drawn('hotspot-marks')).length, 0)
  await open(visit)
  await visit.keep('hotspots-zh')
  assert.equal(await shown(visit), '显示 2 / 2 处，其中 1 处跨县')
  assert.deepEqual(await marks(visit), new Set(['C1', 'C2']))
  assert.ok((await visit.part('legend').innerText()).includes('无县单独可见'))
  // What crosses a border stands first, though fewer clues are of it.
  const rows = await visit.part('hotspots-panel').locator('li .id').allInnerTexts()
  assert.equal(rows[0], 'C2')

  // A click on the map.
  await visit.lookAt(...ACROSS, 12)
  await visit.clickPlace(...ACROSS)
  await visit.part('hotspot-card').waitFor()
  await visit.settled()
  await visit.keep('hotspot-card-zh')
  const split = await visit.part('hotspot-split').locator('tbody tr').allInnerTexts()
  assert.deepEqual(split.map((row) => row.split(/\s+/).filter(Boolean)), [
    ['公主岭市', '50', '%', '4', '不可见'],
    ['伊通满族自治县', '50', '%', '4', '不可见'],
  ])
  assert.ok((await visit.part('hotspot-verdict').innerText()).includes('没有任何一个县'))
  assert.ok((await visit.part('hotspot-organiser').innerText()).startsWith('吉林省'))
  const card = await visit.part('hotspot-card').innerText()
  assert.match(card, /2026-09-11 – 2026-10-11/)
  assert.match(card, /p 值\s+0\.0\d\d/)

  // A draft of the joint action for it.
  const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.part('hotspot-plan').click()])
  assert.equal(download.suggestedFilename(), '工作方案.docx')
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK')

  // Back to the list, and out: nothing is left on the map.
  await visit.part('hotspot-back').click()
  await visit.part('hotspot-count').waitFor()
  await visit.part('panel-close').click()
  await visit.settled()
  assert.equal((await visit.drawn('hotspot-marks', 'hotspot-areas', 'hotspot-pieces')).length, 0)
})

journey('the slider goes by keyboard through time, and the filter by significance', { language: 'en-US', place: () => place }, async (visit) => {
  await open(visit)
  await visit.keep('hotspots-en')
  // From January to October in steps; the first half is the spring.
  const whole = await visit.part('hotspot-days').innerText()
  await press(visit, 'hotspot-to', 'ArrowLeft', 6)
  assert.notEqual(await visit.part('hotspot-days').innerText(), whole)
  assert.deepEqual(await marks(visit), new Set(['C1']))
  assert.match(await shown(visit), /^1 of 2 shown; 0 /)
  await press(visit, 'hotspot-to', 'ArrowRight', 6)
  await press(visit, 'hotspot-from', 'ArrowRight', 6)
  assert.deepEqual(await marks(visit), new Set(['C2']))
  // The ends do not pass one another.
  await press(visit, 'hotspot-to', 'Home', 1)
  assert.equal(await visit.part('hotspot-from').inputValue(), await visit.part('hotspot-to').inputValue())
  await press(visit, 'hotspot-from', 'Home', 1)
  await press(visit, 'hotspot-to', 'End', 1)
  assert.equal(await visit.part('hotspot-days').innerText(), whole)

  // With 99 replicates no p-value is below a hundredth, and both are just that.
  await visit.part('hotspot-p-0.01').click()
  await visit.settled()
  assert.equal(await visit.part('hotspot-p-0.01').getAttribute('aria-pressed'), 'true')
  assert.match(await shown(visit), /^2 of 2/)
  const pieces = async () => (await visit.drawn('hotspot-pieces')).map(({ adjusted_p }) => adjusted_p)
  assert.ok((await pieces()).every((p) => p <= 0.01))
  await visit.part('hotspot-p-all').click()
  await visit.settled()
  assert.ok((await pieces()).length > 0)
})

journey('a file that was just decided is looked at for hotspots, too', { place: () => place }, async (visit) => {
  const file = path.join(folder, 'mine.csv')
  writeFileSync(file, ['id,lon,lat,crs', ...around('M', 7, INSIDE, SPRING).map((row) => row.replace(/,[^,]*$/, ',EPSG:4490'))].join('\n'))
  await visit.moving(() => visit.choose(file))
  await visit.part('batch-hotspots').click()
  await visit.part('hotspot-count').waitFor()
  await visit.settled()
  assert.equal(await shown(visit), '显示 1 / 1 处，其中 0 处跨县')
  // No clue says when: there is no time to slide through.
  assert.equal(await visit.part('hotspot-time').count(), 0)
  await visit.part('hotspots-of-served').click()
  await visit.part('hotspot-time').waitFor()
  assert.equal(await shown(visit), '显示 2 / 2 处，其中 1 处跨县')
})

journey('on a phone the view is a sheet that leaves the map in sight', { size: PHONE, place: () => place }, async (visit) => {
  await open(visit)
  await visit.keep('hotspots-phone')
  await visit.moving(() => visit.part('hotspot-C2').click())
  await visit.keep('hotspot-card-phone')
  const sheet = await visit.part('hotspot-card').boundingBox()
  const [{ x, y }] = await visit.onScreen([ACROSS])
  assert.ok(y < sheet.y && x > 0 && x < PHONE.width, `the hotspot lies above the sheet: ${x}, ${y}, ${sheet.y}`)
})
