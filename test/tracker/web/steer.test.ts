import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { DashboardRig, skip } from './dashboard-rig.ts'
import { focused } from './page-rules.ts'

let rig: DashboardRig

before(async () => {
  if (skip !== false) return
  rig = await DashboardRig.start()
  await rig.fill()
  await rig.rollOut()
})

after(() => rig?.end())

/** The most steps with the Tab key to anything at the head of a page. */
const tabsMax = 20

/** Presses Tab until the focus is on what has this text. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let tabs = 0; tabs < tabsMax; tabs++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(focused)) === text) return
  }
  assert.fail(`the focus does not come to '${text}'`)
}

test('a rollout is paused and resumed with the keyboard alone, and the focus is not lost', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')

  await tabTo(page, 'Pause')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  const first = await page.evaluate(focused)
  await tabTo(page, 'Pause')
  await page.keyboard.press('Enter')
  await page.locator('main .badge', { hasText: 'paused' }).waitFor()
  const landed = await page.evaluate(focused)
  const news = await page.getByRole('status').innerText()
  await tabTo(page, 'Resume')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Resume')
  await page.keyboard.press('Enter')
  await page.locator('main .badge', { hasText: 'running' }).waitFor()

  assert.equal(first, 'Leave it as it is')
  assert.equal(landed, 'spring')
  assert.match(news, /paused/)
})

test('Escape leaves a rollout as it is, and the focus where it was', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')

  await tabTo(page, 'Abort')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  assert.equal(await page.evaluate(focused), 'Abort')
  assert.equal((await rig.tracker.ask('/v1/rollouts/spring')).body.state, 'running')
})

for (const [button, consequence] of [
  [
    'Pause',
    /Nobody else begins until it is resumed\.\s+3 devices that have begun and not ended go on\.\s+44 devices that run 1\.1\.0 keep it\./,
  ],
  [
    'Approve the next phase',
    /Opens phase 2 of 4, beta.*\s+Then about 100 devices of 1,000 may take 1\.1\.0; now it is about 50 devices/,
  ],
  ['Abort', /Nobody else begins, ever\.\s+3 devices .* drop it\.\s+44 devices .* keep it\.\s+It cannot be resumed\./],
  ['Abort and take back', /3 devices .* drop it\.\s+44 devices that run 1\.1\.0 go back to the release before/],
] as const) {
  test(`'${button}' says in numbers what it does, before it is done`, { skip }, async (t) => {
    const page = await rig.open(t, 'rollouts/spring')

    await page.getByRole('button', { name: button, exact: true }).click()

    assert.match(await page.getByRole('dialog').innerText(), consequence)
  })
}

test('a token that may only look is told why it cannot steer', { skip }, async (t) => {
  const page = await rig.openAt(t, `#token=${await rig.tracker.token('read')}`)
  await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()
  await rig.go(page, 'rollouts/spring')

  await page.getByRole('button', { name: 'Pause' }).click()
  const refreshed = page.waitForResponse((response) => response.url().endsWith('/v1/rollouts/spring'))
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
  // It is still there when the view has been brought up to date.
  await refreshed

  assert.match(
    await page.getByRole('alert').innerText(),
    /Not done: the token ada may not do this: it takes the scope rollout/,
  )
})

test('what devices report is on an open page at once', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')
  await page.getByText('The curve as a table').click()

  await rig.crash(20)
  await page.getByText('2 of 44 updated devices crashed').waitFor()

  // What was unfolded stays so.
  assert.ok(await page.getByRole('region', { name: 'Devices over time' }).isVisible())
})

test('what another person does is told and shown', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')

  await rig.tracker.ask('/v1/rollouts/spring/actions', { body: { action: 'abort' } })
  await page.locator('main .badge', { hasText: 'aborted' }).waitFor()

  const newest = page.locator('.timeline li').first()
  assert.match(await newest.innerText(), /stopped by owner/)
  assert.equal(await page.locator('#news').textContent(), await newest.locator('p').last().textContent())
})
