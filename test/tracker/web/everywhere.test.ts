import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { contrasts, headingLevels } from '#test/sim/report/page-probes.ts'
import { DashboardRig, skip } from './dashboard-rig.ts'
import { namelessControls, smallTargets, structureFaults } from './page-rules.ts'

const colorSchemes = ['light', 'dark'] as const

const widths = [320, 360, 768, 1280] as const

const height = 740

/** A text with its contrast against what is behind it. */
interface Contrast {
  readonly text: string
  readonly contrast: number
}

/** What is seen of a page at one place, before anybody touches it. */
interface Sight {
  readonly place: string
  readonly nameless: readonly string[]
  readonly faults: readonly string[]
  readonly levels: readonly number[]
  readonly small: readonly string[]
  readonly contrasts: Readonly<Record<(typeof colorSchemes)[number], readonly Contrast[]>>
  /** By the width of the window, the width that the page takes; both in pixels. */
  readonly scrolled: ReadonlyMap<number, number>
}

let rig: DashboardRig
let page: Page
/** Every kind of place, seen once: opening a page is what takes time. */
let sights: readonly Sight[] = []

before(async () => {
  if (skip !== false) return
  rig = await DashboardRig.start()
  await rig.fill()
  await rig.rollOut()
  const deviceId: string = (await rig.tracker.ask('/v1/fleet/devices?limit=1')).body.items[0].id
  page = await rig.open({ after: (end) => rig.atEnd(end) })
  const seen = [await look('')]
  for (const place of ['rollouts', 'rollouts/spring', 'devices', `devices/${deviceId}`, 'sites', 'releases']) {
    await rig.go(page, place)
    seen.push(await look(place))
  }
  sights = seen
})

after(() => rig?.end())

async function look(place: string): Promise<Sight> {
  const list = (probe: string): Promise<readonly string[]> => page.evaluate(probe)
  const contrastsIn = async (colorScheme: (typeof colorSchemes)[number]): Promise<readonly Contrast[]> => {
    await page.emulateMedia({ colorScheme })
    return page.evaluate(contrasts)
  }
  const scrolled = new Map<number, number>()
  for (const width of widths) {
    await page.setViewportSize({ width, height })
    scrolled.set(width, await page.evaluate('document.documentElement.scrollWidth'))
  }
  return {
    place,
    nameless: await list(namelessControls),
    faults: await list(structureFaults),
    levels: await page.evaluate(headingLevels),
    small: await list(smallTargets),
    contrasts: { dark: await contrastsIn('dark'), light: await contrastsIn('light') },
    scrolled,
  }
}

test('nothing is asked of another host, refused by the policy of the page, or fails', { skip }, () => {
  const origins = rig.requestsOf(page).map((request) => new URL(request.url()).origin)

  assert.equal(sights.length, 7)
  assert.deepEqual([...new Set(origins)], [rig.tracker.url])
  assert.deepEqual(rig.saidBy(page), [])
})

test('everything that can be used has a name', { skip }, () => {
  assert.deepEqual(
    sights.flatMap(({ nameless }) => nameless),
    [],
  )
})

test('a screen reader finds one main part, one first heading, and tables with heads', { skip }, () => {
  assert.deepEqual(
    sights.flatMap(({ faults }) => faults),
    [],
  )
})

test('no heading skips a level', { skip }, () => {
  const skips = sights.filter(({ levels }) => levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1))

  assert.ok(sights.every(({ levels }) => levels.length > 0))
  assert.deepEqual(skips, [])
})

test('a finger finds every button', { skip }, () => {
  assert.deepEqual(
    sights.flatMap(({ small }) => small),
    [],
  )
})

for (const colorScheme of colorSchemes) {
  test(`text stands out from ${colorScheme} pages`, { skip }, () => {
    const texts = sights.flatMap((sight) => sight.contrasts[colorScheme])

    assert.ok(texts.length > 300)
    assert.deepEqual(
      texts.filter(({ contrast }) => contrast < 4.5),
      [],
    )
  })
}

for (const width of widths) {
  test(`pages of ${width} pixels do not scroll sideways`, { skip }, () => {
    const wide = sights.filter(({ scrolled }) => (scrolled.get(width) ?? Number.NaN) > width)

    assert.ok(sights.every(({ scrolled }) => scrolled.has(width)))
    assert.deepEqual(
      wide.map(({ place }) => place),
      [],
    )
  })
}
