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

journey('a place that is uncertain near a border is escalated, and the panel and the map show why', {}, async (visit) => {
  // 94 m on the far side of the border of 伊通, which has the smaller part of the disc.
  const [lon, lat, radius] = [124.89, 43.479, 2000]
  const search = visit.part('search').locator('input')
  await search.fill(`${lon}, ${lat}`)
  await visit.moving(() => search.press('Enter'))
  const panel = visit.part('explain-panel')
  await panel.getByRole('heading', { name: '伊通满族自治县' }).waitFor()
  assert.equal(await visit.discRim(), null, 'a place without an accuracy has no disc')

  const accuracy = visit.part('explain-accuracy').locator('input')
  await accuracy.fill(String(radius))
  await accuracy.blur()
  await visit.part('explain-ask').click()
  await panel.getByText('报共同上级', { exact: true }).waitFor()
  await visit.settled()
  await visit.keep('uncertain-zh')

  // The shares of the server, as bars with their numbers.
  const answer = await (await visit.page.request.get(`api/v1/explain?lon=${lon}&lat=${lat}&accuracy=${radius}`)).json()
  assert.equal(answer.decision.status, 'escalated')
  const shares = answer.candidates.map(({ share }) => share).sort((a, b) => b - a)
  assert.equal(shares.length, 2)
  const bars = await visit.part('explain-share').evaluateAll((all) =>
    all.map((bar) => bar.querySelector('i').getBoundingClientRect().width / bar.getBoundingClientRect().width),
  )
  assert.equal(bars.length, 2)
  bars.forEach((bar, index) => assert.ok(Math.abs(bar - shares[index]) < 0.01, `bars ${bars}, shares ${shares}`))
  const candidates = await visit.part('explain-candidates').innerText()
  for (const words of [`${(shares[0] * 100).toFixed(1)} %`, '份额不足', '位置在其境内', '距位置 94 米']) {
    assert.ok(candidates.includes(words), `${words} is not among the candidates: ${candidates}`)
  }

  // The disc in the source of the map, its rim everywhere two kilometres from the place, and drawn under the borders.
  const rim = await visit.discRim()
  assert.equal(rim?.length, 129)
  for (const [x, y] of rim) {
    // Metres a degree at 43.479° N on the ellipsoid.
    const away = Math.hypot((x - lon) * 80_913, (y - lat) * 111_102)
    assert.ok(Math.abs(away - radius) < radius * 0.002, `${away} m from the place`)
  }
  assert.ok((await visit.drawn('decision-disc')).length > 0, 'the disc is not drawn')
  const layers = await visit.page.evaluate(() => window.__bailiwick.map.getStyle().layers.map(({ id }) => id))
  assert.ok(layers.indexOf('decision-disc-line') < layers.indexOf('border-county'), `${layers}`)

  // All of it is in sight, left of the panel.
  const points = await visit.onScreen(rim)
  const edge = await visit.page.locator('aside').boundingBox()
  for (const { x, y } of points) assert.ok(x > 0 && x < edge.x && y > 0 && y < 800, `(${x}, ${y}) is not in sight`)

  // A rule that did not fire says what it was refused for, once it is unfolded.
  const unfired = visit.part('explain-unfired')
  const rule = visit.part('explain-unfired-rule').first()
  assert.equal(await rule.isVisible(), false)
  await unfired.locator('summary').click()
  assert.match(await rule.innerText(), /第九条\[一\].*一级保护区.*保护区级别：要求一级，实为无/s)
  await visit.keep('unfired-zh')

  await visit.part('panel-close').click()
  await visit.settled()
  assert.equal(await visit.discRim(), null, 'the disc stays when the panel is gone')
})

journey('more conditions are folded away, and change how urgent a place is and when it is due', { language: 'en' }, async (visit) => {
  await visit.lookAt(...PLACE, 9)
  await visit.clickPlace(...PLACE)
  const panel = visit.part('explain-panel')
  await panel.locator('dd', { hasText: 'no day to count from' }).waitFor()
  assert.equal(await visit.part('explain-filed').isVisible(), false)
  await visit.part('explain-more').locator('summary').click()
  await visit.part('explain-filed').fill('2026-06-05')
  for (const [field, choice] of [['severity', 'Major'], ['crime', 'Yes']]) {
    await visit.part(`explain-${field}`).click()
    await visit.page.locator('.n-base-select-option', { hasText: choice }).click()
  }
  await visit.keep('more-en')
  await visit.part('explain-ask').click()
  await panel.locator('dd', { hasText: '2026-06-08 (3 calendar days from the filing)' }).waitFor()
  const words = await panel.innerText()
  for (const expected of ['immediate', 'public security', '长春市生态环境局', 'its own', 'raised to the superior', 'its urgency gives way to']) {
    assert.ok(words.includes(expected), `${expected} is not in the panel: ${words}`)
  }
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

journey('the form offers the words of the ruleset that the server has, whatever they are', { language: 'en' }, async (visit) => {
  const { page } = visit
  const offered = async (field) => {
    await visit.part(`explain-${field}`).click()
    await page.locator('.n-base-select-option').first().waitFor()
    const words = await page.locator('.n-base-select-option').allInnerTexts()
    await page.keyboard.press('Escape')
    return words.map((word) => word.trim())
  }
  await visit.lookAt(...PLACE, 9)
  await visit.clickPlace(...PLACE)
  const { vocabulary } = await (await page.request.get('api/v1/info')).json()
  assert.deepEqual(await offered('class'), vocabulary.classes.map(({ en }) => en))

  // Another province's: the same server, with other words in its answer.
  const other = [{ id: 'noise', zh: '噪声', en: 'noise', word: '噪音' }]
  await page.route('**/api/v1/info', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), vocabulary: { ...vocabulary, classes: other, flags: [] } } })
  })
  await page.reload()
  await visit.settled()
  await visit.clickPlace(...PLACE)
  assert.deepEqual(await offered('class'), ['noise'])
  await visit.part('explain-class').click()
  await page.locator('.n-base-select-option').click()
  const asked = page.waitForRequest((request) => request.url().includes('/api/v1/explain'))
  await visit.part('explain-ask').click()
  assert.equal(new URL((await asked).url()).searchParams.get('class'), '噪音')
  // What is not on the list can be typed.
  await visit.part('explain-class').click()
  await page.keyboard.type('odour')
  await page.keyboard.press('Enter')
  const typed = page.waitForRequest((request) => request.url().includes('/api/v1/explain'))
  await visit.part('explain-ask').click()
  assert.equal(new URL((await typed).url()).searchParams.get('class'), 'odour')
})

journey('a clue of the map is asked for by its row, and the panel says what the map shows', {}, async (visit) => {
  await visit.lookAt(125.3, 43.9, 10)
  const { clue, place } = await visit.page.evaluate(() => {
    const { map } = window.__bailiwick
    // One that nothing lies upon, well inside the map.
    for (const { properties, geometry } of map.queryRenderedFeatures({ layers: ['clues'] })) {
      const { x, y } = map.project(geometry.coordinates)
      const around = map.queryRenderedFeatures([[x - 8, y - 8], [x + 8, y + 8]], { layers: ['clues'] })
      if (x > 300 && x < 800 && y > 150 && y < 600 && around.length === 1) return { clue: properties, place: geometry.coordinates }
    }
    return {}
  })
  assert.ok(clue, 'no clue stands alone here')
  const asked = visit.page.waitForRequest((request) => request.url().includes('/api/v1/explain'))
  await visit.clickPlace(...place)
  const query = new URL((await asked).url()).searchParams
  assert.deepEqual([query.get('batch'), query.get('row'), query.get('lon')], [clue.batch, String(clue.row), null])
  const panel = visit.part('explain-panel')
  await panel.locator('.reason', { hasText: clue.reason }).waitFor()
  await panel.getByText(`线索 ${clue.id}`).waitFor()
  await visit.settled()
  assert.ok(Math.abs((await visit.zoom()) - 10) < 0.01, 'the map leaves the clues around it')
  // The conditions of the row are in the form, folded away, and can be changed.
  await visit.part('explain-more').locator('summary').click()
  await visit.settled()
  await visit.part('explain-ask').scrollIntoViewIfNeeded()
  await visit.keep('clue-zh')
  const told = await (await visit.page.request.get(`api/v1/explain?${query}`)).json()
  assert.equal(await visit.part('explain-filed').inputValue(), told.input.filed ?? '')
  assert.equal(await visit.part('explain-county').locator('input').inputValue(), told.input.county ?? '')
  const again = visit.page.waitForRequest((request) => request.url().includes('/api/v1/explain'))
  await visit.part('explain-ask').click()
  assert.equal(new URL((await again).url()).searchParams.get('sensor'), told.input.sensor)
})
