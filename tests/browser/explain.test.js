// A person asks whose a place is.
import assert from 'node:assert/strict'
import { journey, PHONE } from './browser.js'
import { distance, Picture, rgb } from './pixels.js'

const PLACE = [124.82, 43.5]
const MARKER = '#ffb648'

journey('a click on a place shows whose it is, why, and how far the border is', {}, async (visit) => {
  await visit.lookAt(...PLACE, 9)
  await visit.keep('gongzhuling-zh')
  await visit.clickPlace(...PLACE)
  const panel = visit.part('explain-panel')
  await panel.getByRole('heading', { name: '公主岭市' }).waitFor()
  await visit.settled()
  await visit.keep('decision-zh')

  const words = await panel.innerText()
  for (const expected of ['已确定属地', '220184', '长春市', '对面是伊通满族自治县', '按属地管理由公主岭市办理', '第十一条']) {
    assert.ok(words.includes(expected), `${expected} is not in the panel: ${words}`)
  }
  assert.match(words, /距行政界线\s*5\.9\d 千米/)

  // The same decision as the server gives to anybody else; the click is good to a pixel.
  const answer = await (await visit.page.request.get(`api/v1/explain?lon=${PLACE[0]}&lat=${PLACE[1]}`)).json()
  assert.equal(answer.decision.county_code, '220184')
  assert.ok(Math.abs(answer.border.distance_m - 5960) < 100, `${answer.border.distance_m}`)

  const [point] = await visit.onScreen([PLACE])
  const centre = new Picture(await visit.picture()).at(point.x, point.y)
  assert.ok(distance(centre, rgb(MARKER)) < 30, `no marker but ${centre} at the place asked about`)
  const parts = (await visit.drawn('decision-way', 'decision-nearest', 'decision-distance')).map(({ part }) => part)
  assert.ok(parts.includes('way') && parts.includes('nearest'), `${parts}`)
})

journey('a typed coordinate and another date are decided as well', {}, async (visit) => {
  const search = visit.part('search').locator('input')
  await search.fill('北纬43.5 东经124.82')
  await visit.moving(() => search.press('Enter'))
  const panel = visit.part('explain-panel')
  await panel.getByRole('heading', { name: '公主岭市' }).waitFor()
  await visit.part('explain-at').fill('2019-08-01')
  await visit.part('explain-ask').click()
  // Before June 2020 the city belonged to 四平.
  await panel.getByText('发生时属于另一行政区').waitFor()
  assert.match(await panel.innerText(), /四平市/)
})

journey('a place that nobody here is responsible for says so and names the nearest', {}, async (visit) => {
  await visit.lookAt(129.2, 45.6, 8)
  await visit.clickPlace(129.2, 45.6)
  const panel = visit.part('explain-panel')
  await panel.getByText('辖区外', { exact: true }).waitFor()
  assert.match(await panel.innerText(), /最近的行政区/)
})

journey('the page can be used on a phone', { size: PHONE }, async (visit) => {
  await visit.keep('phone-zh')
  const { page } = visit
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`)
  for (const button of ['upload-button', 'search']) {
    const box = await visit.part(button).boundingBox()
    assert.ok(box && box.x >= 0 && box.x + box.width <= PHONE.width && box.height >= 30, `${button}: ${JSON.stringify(box)}`)
  }
  // The layers are folded away, and come at a touch.
  assert.equal(await visit.part('toggle-zones').isVisible(), false)
  await visit.part('legend').getByRole('button').first().tap()
  assert.ok(await visit.part('toggle-zones').isVisible())
  await visit.part('legend').getByRole('button').first().tap()

  await visit.lookAt(...PLACE, 9)
  const [{ x, y }] = await visit.onScreen([PLACE])
  await page.touchscreen.tap(x, y)
  const heading = visit.part('explain-panel').getByRole('heading', { name: '公主岭市' })
  await heading.waitFor()
  await visit.settled()
  await visit.keep('phone-decision-zh')
  const box = await heading.boundingBox()
  assert.ok(box && box.y + box.height < PHONE.height, `the answer is not in sight: ${JSON.stringify(box)}`)
  // The place lies above the sheet that answers.
  const sheet = await page.locator('aside').boundingBox()
  const [place] = await visit.onScreen([PLACE])
  assert.ok(sheet && place.y < sheet.y, `the place at ${place.y} is behind the sheet at ${sheet?.y}`)
})
