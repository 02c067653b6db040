import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { reportHtml } from '#sim/report/html.ts'
import { summarize } from '#sim/report/summary/summary.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { modelledReport } from './modelled-runs.ts'
import { contrasts, headingLevels, namelessCharts } from './page-probes.ts'

const executablePath = '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : `${executablePath} is not installed`

let browser: Browser

before(async () => {
  // The sandbox needs rights that a container may not have; the page is our own.
  if (skip === false) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})

after(() => browser?.close())

/** Opens the report of a few seeds as a person does: a file. */
async function open(t: Parameters<typeof temporaryDirectory>[0], options: BrowserContextOptions): Promise<Page> {
  const report = modelledReport([1, 2, 3], ['origin-only', 'site-cache', 'lan-first'])
  const path = join(await temporaryDirectory(t), 'report.html')
  await writeFile(path, reportHtml(report, summarize(report)))
  const page = await browser.newPage(options)
  t.after(() => page.close())
  requests.set(page, [])
  page.on('request', (request) => requests.get(page)?.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  return page
}

const requests = new WeakMap<Page, string[]>()

test('a browser asks for the file alone', { skip }, async (t) => {
  const page = await open(t, {})

  assert.deepEqual(requests.get(page), [page.url()])
})

for (const width of [360, 400, 768, 1280]) {
  test(`a page of ${width} pixels does not scroll sideways`, { skip }, async (t) => {
    const page = await open(t, { viewport: { width, height: 800 } })

    const scrolled = await page.evaluate('document.documentElement.scrollWidth')

    assert.ok(Number(scrolled) <= width, `the page is ${scrolled} pixels wide`)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text stands out from a ${colorScheme} page`, { skip }, async (t) => {
    const page = await open(t, { colorScheme })

    const texts = (await page.evaluate(contrasts)) as readonly { readonly text: string; readonly contrast: number }[]

    assert.ok(texts.length > 100)
    assert.deepEqual(
      texts.filter(({ contrast }) => contrast < 4.5),
      [],
    )
  })
}

test('every chart has a name and a description of its own', { skip }, async (t) => {
  const page = await open(t, {})

  const nameless = await page.evaluate(namelessCharts)

  assert.equal(await page.locator('svg[role=img]').count(), 12)
  assert.deepEqual(nameless, [])
})

test('of each chart one drawing is shown, that for the width', { skip }, async (t) => {
  const page = await open(t, { viewport: { width: 400, height: 800 } })

  const [narrow, wide] = await Promise.all([
    page.locator('svg.narrow:visible').count(),
    page.locator('svg.wide:visible').count(),
  ])

  assert.deepEqual([narrow, wide], [6, 0])
})

test('no heading skips a level', { skip }, async (t) => {
  const page = await open(t, {})

  const levels = (await page.evaluate(headingLevels)) as readonly number[]

  assert.equal(levels[0], 1)
  assert.ok(levels.every((level, index) => index === 0 || (level > 1 && level <= (levels[index - 1] ?? 0) + 1)))
})
