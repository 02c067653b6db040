import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DashboardRig, skip } from './dashboard-rig.ts'

let rig: DashboardRig

before(async () => {
  if (skip === false) rig = await DashboardRig.start()
})

after(() => rig?.end())

test('the token of a link goes out of the address, and lasts for the tab', { skip }, async (t) => {
  const page = await rig.openAt(t, `#token=${rig.tracker.ownerToken}`)
  await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()

  await page.reload()

  await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()
  assert.equal(page.url(), `${rig.tracker.url}/#/`)
})

test('a token is pasted once, with the keyboard', { skip }, async (t) => {
  const page = await rig.openAt(t, '')

  await page.getByLabel('Token').focus()
  await page.keyboard.insertText(rig.tracker.ownerToken)
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor()
})

test('a token that is not good is told so, and another one asked for', { skip }, async (t) => {
  const page = await rig.openAt(t, `#token=mycel_000000000000_${'x'.repeat(43)}`)

  assert.match(await page.getByRole('alert').innerText(), /not good here/)
  assert.ok(await page.getByLabel('Token').isVisible())
  assert.ok(!(await page.getByRole('navigation').isVisible()))
})

test('who signs out leaves nothing behind in the tab', { skip }, async (t) => {
  const page = await rig.open(t)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('Token').waitFor()

  assert.equal(await page.evaluate('sessionStorage.length'), 0)
})

for (const [place, text] of [
  ['', /No release is being rolled out\. mycel rollout create begins with one\./],
  ['', /No device has reported yet\. Devices report by themselves/],
  ['rollouts', /No release has been rolled out/],
  ['devices', /No device has reported yet/],
  ['devices?tag=ring%3Dbeta', /No device is like this/],
  ['sites', /there is no site/],
] as const) {
  test(`where there is nothing, '${place}' says ${text.source}`, { skip }, async (t) => {
    const page = await rig.open(t, place)

    assert.match(await page.locator('main').innerText(), text)
  })
}

test('a place that cannot be shown says why', { skip }, async (t) => {
  const page = await rig.open(t, 'devices/nobody')

  assert.match(await page.locator('main').innerText(), /This cannot be shown: no device nobody has ever reported/)
})

test('a tracker that is gone is told, what was known stays, and it heals by itself', { skip }, async (t) => {
  const page = await rig.open(t)

  await page.route('**/v1/**', (route) => route.abort())
  // A page of another size is drawn anew.
  await page.evaluate(`dispatchEvent(new Event('resize'))`)
  await page.getByText('the tracker does not answer.').waitFor()
  const known = await page.locator('main').innerText()
  await page.unroute('**/v1/**')
  await page.locator('#notice').waitFor({ state: 'hidden' })

  assert.match(known, /Heard in the last hour/)
})

test('a page that is being loaded says so to screen readers', { skip }, async (t) => {
  const page = await rig.open(t)
  const answers = Promise.withResolvers<void>()
  await page.route('**/v1/sites*', async (route) => {
    await answers.promise
    await route.continue()
  })

  await page.evaluate(`location.hash = '#/sites'`)
  await page.locator('main[aria-busy=true]').waitFor()
  answers.resolve()

  await page.getByRole('heading', { level: 1, name: 'Sites' }).waitFor()
  assert.equal(await page.locator('main').getAttribute('aria-busy'), null)
})
