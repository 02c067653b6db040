import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { FormatError } from '#core/errors.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { fleetAuthority, reporter } from '#test/tracker/fleet/reporters.ts'
import { Fleet } from '#tracker/fleet/fleet.ts'
import type { DeviceFilter } from '#tracker/fleet/list-devices.ts'

const devices = Array.from({ length: 30 }, (_, index) => reporter(index, index % 3 === 0 ? ['ring=beta'] : []))

/** Thirty devices: a third in the ring beta, a tenth on 1.1.0 at another site; each heard a second after the one before. */
async function openFleet(t: TestContext): Promise<Fleet> {
  const fleet = await Fleet.open(await temporaryDirectory(t), () => [fleetAuthority.publicKey])
  t.after(() => fleet.close())
  for (const [index, device] of devices.entries()) {
    const isNew = index % 10 === 0
    const report = device.report({ running: isNew ? '1.1.0' : '1.0.0', tags: { site: 'a/b' } })
    await fleet.take([report], { host: isNew ? '10.1.2.3' : '198.51.100.7', at: 1000 * (index + 1) })
  }
  return fleet
}

async function listAll(fleet: Fleet, filter: DeviceFilter, limit: number): Promise<readonly string[]> {
  const peers: string[] = []
  let after: string | undefined
  do {
    const page = await fleet.list({ filter, after, limit })
    assert.ok(page.devices.length <= limit)
    peers.push(...page.devices.map(({ peer }) => peer))
    after = page.next
  } while (after !== undefined)
  return peers
}

function named(isMeant: (index: number) => boolean): readonly string[] {
  return devices.filter((_, index) => isMeant(index)).map(({ peer }) => peer)
}

test('without a filter the device that was heard last comes first', async (t) => {
  const fleet = await openFleet(t)

  assert.deepEqual(await listAll(fleet, {}, 7), named(() => true).toReversed())
})

test('a device that is heard again comes first from then on, and only once', async (t) => {
  const fleet = await openFleet(t)
  const [first] = devices
  assert.ok(first)

  await fleet.take([first.report({ sequence: 2, running: '1.1.0' })], { host: '10.1.2.3', at: 1_000_000 })

  const listed = await listAll(fleet, {}, 30)
  assert.equal(listed.length, 30)
  assert.equal(listed[0], first.peer)
})

const filters: readonly (readonly [string, DeviceFilter, (index: number) => boolean])[] = [
  ['a version', { version: '1.1.0' }, (index) => index % 10 === 0],
  ['a version of a product', { product: 'hub', version: '1.1.0' }, (index) => index % 10 === 0],
  ['a product', { product: 'hub' }, () => true],
  ['a product that nobody is of', { product: 'lamp' }, () => false],
  ['a site', { site: '10.1.2.0/24' }, (index) => index % 10 === 0],
  ['a tag', { tag: { name: 'ring', value: 'beta' } }, (index) => index % 3 === 0],
  ['a tag with a slash', { tag: { name: 'site', value: 'a/b' } }, () => true],
  [
    'a tag and a version',
    { tag: { name: 'ring', value: 'beta' }, version: '1.1.0' },
    (index) => index % 3 === 0 && index % 10 === 0,
  ],
  ['a name', { name: devices[4]?.peer }, (index) => index === 4],
]
for (const [what, filter, isMeant] of filters) {
  test(`the devices of ${what} are listed, page by page`, async (t) => {
    const fleet = await openFleet(t)

    const listed = await listAll(fleet, filter, 2)

    assert.deepEqual(listed.toSorted(), named(isMeant).toSorted())
  })
}

test('a cursor of another list is refused', async (t) => {
  const fleet = await openFleet(t)
  const { next } = await fleet.list({ limit: 2 })

  await assert.rejects(async () => fleet.list({ filter: { version: '1.1.0' }, after: next, limit: 2 }), FormatError)
  await assert.rejects(async () => fleet.list({ after: 'x', limit: 2 }), FormatError)
})
