// A person brings a file of clues.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import { DATA, journey, PHONE } from './browser.js'
import { distance, Picture, rgb } from './pixels.js'

const XLSX = path.join(DATA, 'clues/clues-gcj02.xlsx')
const STATUS = { assigned: '#1666b0', escalated: '#dd8500', outside: '#5f6b73' }

const folder = mkdtempSync(path.join(tmpdir(), 'bailiwick-files-'))
after(() => { rmSync(folder, { recursive: true }) })

function file(name, content) {
  const target = path.join(folder, name)
  writeFileSync(target, content)
  return target
}

const total = ({ assigned, escalated, outside, invalid }) => assigned + escalated + outside + invalid

/** What is drawn exactly at a place. */
async function colourAt(visit, lon, lat) {
  await visit.lookAt(lon, lat, 12)
  const [{ x, y }] = await visit.onScreen([[lon, lat]])
  return new Picture(await visit.picture()).at(x, y)
}

/** A position that lies exactly on the border of two counties: a vertex that both have. */
function sharedVertex() {
  const { features } = JSON.parse(readFileSync(path.join(DATA, 'boundaries/current/county.geojson'), 'utf8'))
  const holders = new Map()
  for (const { properties, geometry } of features) {
    for (const [lon, lat] of geometry.coordinates.flat(geometry.type === 'MultiPolygon' ? 2 : 1)) {
      const key = `${lon},${lat}`
      holders.set(key, (holders.get(key) ?? new Set()).add(properties.code))
    }
  }
  const [shared] = [...holders].find(([, codes]) => codes.size === 2) ?? []
  assert.ok(shared, 'counties share vertices')
  return shared.split(',').map(Number)
}

journey('a spreadsheet dropped on the page shows its 700 clues, each with its decision', {}, async (visit) => {
  await visit.moving(() => visit.drop(XLSX))
  await visit.part('summary').waitFor()
  await visit.settled()
  await visit.keep('dropped-zh')
  const counts = await visit.counts()
  assert.equal(total(counts), 700)
  assert.ok(counts.assigned > 600 && counts.outside > 0, JSON.stringify(counts))

  // On the map: many blue dots, gone when this file is switched off, so they are not the server's own clues.
  const middle = { left: 260, top: 100, right: 860, bottom: 780 }
  const blue = async () => new Picture(await visit.picture()).count(STATUS.assigned, middle, 50)
  const shown = await blue()
  await visit.part('toggle-batch').click()
  await visit.settled()
  const hidden = await blue()
  assert.ok(shown > 500 && hidden < shown / 20, `${shown} blue pixels, ${hidden} without the file`)
  await visit.part('toggle-batch').click()

  // The table lists them; a row leads to its place on the map and to its reason.
  assert.match(await visit.part('clue-row').first().innerText(), /SL-G-0001\s+洮南市/)
  const before = await visit.zoom()
  await visit.moving(() => visit.part('clue-row').nth(2).click())
  assert.ok((await visit.zoom()) > before + 2)
  const card = visit.part('clue-card')
  assert.match(await card.innerText(), /SL-G-0003[\s\S]*按属地管理由图们市办理/)
  await visit.keep('row-zh')
  await card.getByRole('button', { name: '查看完整依据' }).click()
  const panel = visit.part('explain-panel')
  await panel.getByRole('heading', { level: 2 }).waitFor()
  assert.match(await panel.innerText(), /SL-G-0003[\s\S]*图们市/)

  // The way back, and the narrower view of what lies outside.
  await visit.part('tab-batch').click()
  await visit.part('count-outside').click()
  await visit.part('clue-row').first().waitFor()
  assert.match(await visit.part('clue-row').first().innerText(), /辖区外/)
})

journey('a warning narrows the table and the map to the clues it is about', {}, async (visit) => {
  await visit.choose(XLSX)
  await visit.part('summary').waitFor()
  const warning = visit.part('warning-registry_conflict')
  const count = Number((await warning.innerText()).match(/\d+$/)[0])
  assert.ok(count > 0 && count < 100, `${count}`)
  await warning.click()
  await visit.part('summary').getByText(`${count} / 700`).waitFor()
  await visit.settled()
  const rows = new Set((await visit.drawn('batch')).map(({ row }) => row))
  assert.ok(rows.size > 0 && rows.size <= count, `${rows.size} of ${count} on the map`)
  assert.match(await visit.part('clue-row').first().innerText(), /排污口登记的县（市、区）与位置不符/)
})

journey('the result can be downloaded as a spreadsheet', {}, async (visit) => {
  await visit.choose(XLSX)
  await visit.part('summary').waitFor()
  const [download] = await Promise.all([visit.page.waitForEvent('download'), visit.part('download-xlsx').click()])
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  const target = path.join(folder, 'result.xlsx')
  await download.saveAs(target)
  const bytes = readFileSync(target)
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004', 'a spreadsheet is a zip')
  assert.ok(bytes.length > 10_000, `${bytes.length} bytes`)
})

journey('every status has its colour on the map, and invalid rows say what to do on this page', {}, async (visit) => {
  const [lon, lat] = sharedVertex()
  const rows = [
    ['inside', 124.82, 43.5],
    ['border', lon, lat],
    ['outside', 129.2, 45.6],
    ['exchanged', 43.5, 124.82],
    ['words', '东边', 43.5],
  ]
  await visit.choose(file('statuses.csv', `编号,经度,纬度,坐标系\n${rows.map((row) => `${row.join(',')},CGCS2000\n`).join('')}`))
  await visit.part('summary').waitFor()
  await visit.settled()
  assert.deepEqual(await visit.counts(), { assigned: 1, escalated: 1, outside: 1, invalid: 2 })
  for (const [status, place] of [['assigned', [124.82, 43.5]], ['escalated', [lon, lat]], ['outside', [129.2, 45.6]]]) {
    const colour = await colourAt(visit, ...place)
    assert.ok(distance(colour, rgb(STATUS[status])) < 20, `${status}: ${colour} instead of ${STATUS[status]}`)
  }
  await visit.part('count-invalid').click()
  await visit.keep('invalid-zh')
  const words = await visit.part('summary').innerText()
  assert.match(words, /疑似经纬度颠倒/)
  assert.doesNotMatch(words, /--[a-z]/, 'options of the command mean nothing here')
})

journey('a file that does not say its coordinate system is not guessed at: the page asks', {}, async (visit) => {
  visit.expectRefusal()
  await visit.choose(file('no-crs.csv', '编号,经度,纬度\nA,125.3,43.9\nB,124.82,43.5\n'))
  const dialog = visit.part('crs-dialog')
  await dialog.waitFor()
  await visit.keep('crs-zh')
  assert.doesNotMatch(await dialog.innerText(), /--crs|bailiwick\.toml/)
  // Nothing is chosen beforehand: a wrong guess moves every clue by half a kilometre.
  assert.equal(await dialog.locator('input[type=radio]:checked').count(), 0)
  // While the page is still busy behind the dialog, what is pressed can move away before it is let go.
  await visit.settled()
  await visit.part('crs-submit').click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByText('GCJ-02').click()
  await visit.part('crs-submit').click()
  await visit.part('summary').waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await visit.settled()
  assert.equal(total(await visit.counts()), 2)
  assert.match(await visit.part('summary').innerText(), /GCJ-02/)
  assert.equal((await visit.drawn('batch')).length, 2)
})

journey('a broken file is refused in a sentence, and the page goes on', {}, async (visit) => {
  const broken = file('broken.xlsx', 'this is no spreadsheet')
  const refused = await visit.page.request.post('api/v1/assign?filename=broken.xlsx&lang=zh', { data: readFileSync(broken) })
  assert.equal(refused.status(), 400)
  visit.expectRefusal()
  await visit.drop(broken)
  await visit.part('error-banner').waitFor()
  await visit.keep('broken-zh')
  assert.ok((await visit.part('error-banner').innerText()).includes((await refused.json()).detail))

  await visit.lookAt(124.82, 43.5, 9)
  await visit.clickPlace(124.82, 43.5)
  await visit.part('explain-panel').getByRole('heading', { name: '公主岭市' }).waitFor()
  await visit.choose(XLSX)
  await visit.part('summary').waitFor()
  assert.equal(await visit.part('error-banner').count(), 0)
})

journey('a file can be assigned on a phone', { size: PHONE, language: 'en-US' }, async (visit) => {
  await visit.choose(XLSX)
  await visit.part('summary').waitFor()
  await visit.settled()
  await visit.keep('phone-dropped-en')
  assert.equal(total(await visit.counts()), 700)
  const download = visit.part('download-xlsx')
  await download.scrollIntoViewIfNeeded()
  assert.ok(await download.isVisible())
})
