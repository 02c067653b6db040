import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DashboardRig, outcomes, skip } from './dashboard-rig.ts'

/** The most that the first view may weigh, answers of the API included, in bytes. */
const firstViewBytesMax = 100_000

let rig: DashboardRig
let deviceId: string

before(async () => {
  if (skip !== false) return
  rig = await DashboardRig.start()
  await rig.fill()
  await rig.rollOut()
  deviceId = (await rig.tracker.ask('/v1/fleet/devices?limit=1')).body.items[0].id
})

after(() => rig?.end())

test('the first view weighs no more than 100 KB, and asks the tracker alone', { skip }, async (t) => {
  const page = await rig.open(t)

  const requests = rig.requestsOf(page)
  const sizes = await Promise.all(requests.map((request) => request.sizes()))
  const bytes = sizes.reduce(
    (sum, { responseHeadersSize, responseBodySize }) => sum + responseHeadersSize + responseBodySize,
    0,
  )
  assert.ok(requests.length > 10)
  assert.ok(bytes > 20_000 && bytes <= firstViewBytesMax, `${bytes} bytes`)
  assert.deepEqual([...new Set(requests.map((request) => new URL(request.url()).origin))], [rig.tracker.url])
})

test('a script in the text of the page does not run', { skip }, async (t) => {
  const page = await rig.open(t)

  const inject = page.evaluate(`document.body.append(Object.assign(document.createElement('script'), { text: '1' }))`)

  await assert.rejects(inject, /TrustedScript/)
})

test('the fleet shows devices, versions and the rollout that goes on', { skip }, async (t) => {
  const page = await rig.open(t)

  const text = await page.locator('main').innerText()
  assert.match(text, /Devices\s+1,000/)
  assert.match(text, /Sites\s+40/)
  assert.match(text, /0\.9\.4\s+100 \(10\.0 %\)/)
  assert.match(text, /spring\s+▶ running\s+hub 1\.1\.0\s+1 of 4, engineering\s+50\s+44\s+3\s+1/)
})

test('a rollout shows its phases, its curve, why devices failed, and its story', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')

  const text = await page.locator('main').innerText()
  assert.match(text, /It waits: .*a person is to approve/)
  assert.match(
    text,
    new RegExp(
      `1 engineering\\s+100 % of devices with ring=engineering\\s+open, soaks 48h.*\\s+${outcomes.confirmed}\\s+${outcomes.began}\\s+3\\s+1`,
    ),
  )
  assert.match(text, /health\.d\/20-display ended with 1\s+trial failed\s+2/)
  assert.match(text, /1 of 44 updated devices crashed/)
  assert.match(text, /created by owner\s+spring brings hub 1\.1\.0 in 4 phases/)
  assert.match(String(await page.getByRole('img', { name: 'Devices that began' }).textContent()), /50 began/)
})

test('the curve can be read as a table', { skip }, async (t) => {
  const page = await rig.open(t, 'rollouts/spring')

  await page.getByText('The curve as a table').click()

  const rows = page.getByRole('region', { name: 'Devices over time' }).getByRole('row')
  assert.match(await rows.last().innerText(), /50\s+44\s+3\s+1\s+0/)
})

test('devices come a page at a time from the tracker, forwards and back', { skip }, async (t) => {
  const page = await rig.open(t, 'devices')
  const first = await page.getByRole('row').nth(1).innerText()

  await page.getByRole('link', { name: 'Next page' }).click()
  await page.getByRole('link', { name: 'Previous page' }).waitFor()
  const second = await page.getByRole('row').nth(1).innerText()
  const rows = await page.getByRole('row').count()
  await page.getByRole('link', { name: 'Previous page' }).click()
  await page.locator('.pager span', { hasText: 'Previous page' }).waitFor()

  assert.equal(rows, 51)
  assert.notEqual(second, first)
  assert.equal((await page.getByRole('row').nth(1).innerText()).slice(0, 13), first.slice(0, 13))
})

test('devices are found by a tag, with the keyboard', { skip }, async (t) => {
  const page = await rig.open(t, 'devices')

  await page.getByLabel('Tag').focus()
  await page.keyboard.type('ring=beta')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Show all' }).waitFor()

  const tags = await page.locator('tbody td:last-child').allInnerTexts()
  assert.equal(tags.length, 50)
  assert.deepEqual([...new Set(tags)], ['ring=beta'])
})

test('a device shows what happened to it, the newest first', { skip }, async (t) => {
  const page = await rig.open(t, `devices/${deviceId}`)

  const story = await page.locator('.timeline li p:last-child').allInnerTexts()

  assert.deepEqual(story, [
    'Crashed with 1.1.0: exit code 139.',
    'Confirmed 1.1.0, after 4 s of downtime.',
    'Began to install 1.1.0, from 1.0.0.',
  ])
})

test('a site shows what its devices saved on the WAN', { skip }, async (t) => {
  const page = await rig.open(t, 'sites')

  const row = await page.locator('tr', { has: page.getByText('198.51.100.2', { exact: true }) }).innerText()

  assert.match(row, /25\s+50\.0 MB\s+950\.0 MB\s+95\.0 % saved/)
})

test('releases show who runs them and how they come', { skip }, async (t) => {
  const page = await rig.open(t, 'releases')

  const rows = await page.getByRole('row').allInnerTexts()

  assert.match(rows[1] ?? '', /1\.1\.0\s+44\s+to everybody\s+none: whole images/)
  assert.match(rows[2] ?? '', /1\.0\.0\s+856/)
})
