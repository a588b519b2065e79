// A real Chromium on the real page. One browser a file of journeys, one fresh profile a journey.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'

/** The server under test, without a slash at the end. */
export const SERVER = required('BAILIWICK_URL')
/** The demo data that the server has loaded. */
export const DATA = required('BAILIWICK_DATA')

/** Where pictures for people are kept; without a folder only a failure leaves one. */
const SCREENSHOTS = process.env.BAILIWICK_SCREENSHOTS

export const DESK = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

// No graphics card in CI: SwiftShader draws WebGL on the processor. The rest keeps Chromium from calling home.
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const JOURNEY_MS_MAX = 60_000

let browser

before(async () => {
  browser = await chromium.launch({ executablePath: required('BAILIWICK_CHROMIUM'), args: FLAGS })
})

after(async () => {
  await browser?.close()
})

/**
 * A journey: a sentence, and what a person does. It fails when the page asks another host for anything, or when the console shows an
 * error that the journey does not announce by `visit.expectRefusal()`. It begins on the map page, unless `home` names another place.
 *
 * `place` is asked for when the journey begins: another server than the usual one, and hosts that its page may ask, such as those of
 * base maps. Of hosts that are `dead` the console may say so.
 */
export function journey(sentence, { size = DESK, language = 'zh-CN', home = '', place = () => ({}) }, walk) {
  test(sentence, { timeout: JOURNEY_MS_MAX }, async () => {
    const { server = SERVER, hosts = [], dead = [] } = place()
    const context = await browser.newContext({
      baseURL: server,
      viewport: size,
      locale: language,
      hasTouch: size === PHONE,
      // The map jumps instead of flying: without a graphics card every frame of a flight costs a tenth of a second.
      reducedMotion: 'reduce',
    })
    const visit = new Visit(await context.newPage(), home || server, hosts, dead)
    try {
      if (!home) await visit.arrive()
      await walk(visit)
      assert.deepEqual(visit.strangers, [], 'the page asks no other host')
      assert.deepEqual(visit.complaints, [], 'the console shows no error')
    } catch (error) {
      // The page itself may be what is broken: then there is no picture, and the error counts.
      await visit.keepFailure(sentence).catch(() => undefined)
      throw error
    } finally {
      await context.close()
    }
  })
}

/** One person's time on the page. */
class Visit {
  strangers = []
  complaints = []
  #refusals = 0

  constructor(page, server, hosts, dead) {
    this.page = page
    this.server = server
    page.on('request', (request) => {
      const url = request.url()
      if (![server, ...hosts, ...dead].some((host) => url.startsWith(`${host}/`)) && !/^(blob|data):/.test(url)) this.strangers.push(url)
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      if (dead.some((host) => message.location().url.startsWith(`${host}/`)) && /net::ERR_CONNECTION_REFUSED/.test(message.text())) return
      // Chromium writes every answer from 400 on into the console; a journey may be about one.
      if (this.#refusals > 0 && /status of 400/.test(message.text())) this.#refusals -= 1
      else this.complaints.push(`${message.text()} ${message.location().url}`)
    })
  }

  async arrive() {
    await this.page.goto(`${this.server}/`)
    await this.settled()
  }

  /** The next answer of the server may be a refusal. */
  expectRefusal() {
    this.#refusals += 1
  }

  part(name) {
    return this.page.getByTestId(name)
  }

  /** Until nothing moves and nothing is left to draw. */
  async settled() {
    // What was just done reaches the map with the next frame.
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await this.page.waitForFunction(
      () => document.querySelector('[data-testid=map]')?.dataset.ready === 'true' && !window.__bailiwick.map.isMoving(),
      undefined,
      // Looked at only so often: a busy processor has better things to do.
      { polling: 50 },
    )
  }

  /** Does something that moves the map, and waits until the map has come to rest again. */
  async moving(act) {
    await this.page.evaluate(() => {
      window.__moved = new Promise((resolve) => window.__bailiwick.map.once('moveend', resolve))
    })
    await act()
    await this.page.evaluate(() => window.__moved)
    await this.settled()
  }

  async lookAt(lon, lat, zoom) {
    await this.page.evaluate(([lon, lat, zoom]) => { window.__bailiwick.map.jumpTo({ center: [lon, lat], zoom }) }, [lon, lat, zoom])
    await this.settled()
  }

  zoom() {
    return this.page.evaluate(() => window.__bailiwick.map.getZoom())
  }

  /** Where places lie on the screen. */
  onScreen(places) {
    return this.page.evaluate((places) => {
      const { map } = window.__bailiwick
      const { x, y } = map.getContainer().getBoundingClientRect()
      return places.map((place) => {
        const point = map.project(place)
        return { x: point.x + x, y: point.y + y }
      })
    }, places)
  }

  async clickPlace(lon, lat) {
    const [{ x, y }] = await this.onScreen([[lon, lat]])
    await this.page.mouse.click(x, y)
  }

  /** Features that the map draws in these layers of its style. */
  drawn(...layers) {
    return this.page.evaluate(
      (layers) => window.__bailiwick.map.queryRenderedFeatures({ layers }).map(({ properties }) => properties),
      layers,
    )
  }

  /** The rim of the disc of uncertainty, from the source of the map; null where there is none. */
  discRim() {
    return this.page.evaluate(async () => {
      const { features } = await window.__bailiwick.map.getSource('decision').getData()
      return features.find(({ properties }) => properties.part === 'disc')?.geometry.coordinates[0] ?? null
    })
  }

  /** Drags a file of this machine onto the page, through the browser's own drag and drop. */
  async drop(file) {
    const devtools = await this.page.context().newCDPSession(this.page)
    const { width, height } = this.page.viewportSize()
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      if (type === 'drop') await this.part('drop-zone').and(this.page.locator('.over')).waitFor()
      await devtools.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data })
    }
    await devtools.detach()
  }

  async choose(file) {
    await this.part('file-input').setInputFiles(file)
  }

  /** The counts of the summary by status. */
  async counts() {
    const count = async (status) => Number((await this.part(`count-${status}`).locator('strong').innerText()).replaceAll(',', ''))
    return {
      assigned: await count('assigned'),
      escalated: await count('escalated'),
      outside: await count('outside'),
      invalid: await count('invalid'),
    }
  }

  /** What the window shows, as a PNG. */
  async picture() {
    return this.page.screenshot({ animations: 'disabled' })
  }

  /** A picture for people, when somebody wants to look. */
  async keep(name) {
    if (SCREENSHOTS) await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled' })
  }

  async keepFailure(sentence) {
    const folder = SCREENSHOTS ?? mkdtempSync(path.join(tmpdir(), 'bailiwick-failed-'))
    const file = path.join(folder, `failed-${sentence.replaceAll(/\W+/gu, '-')}.png`)
    await this.page.screenshot({ path: file })
    console.log(`what the page looked like: ${file}`)
  }
}

export function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run \`cargo test -p bailiwick-tests --test it browser\`, which starts the server`)
  return value
}
