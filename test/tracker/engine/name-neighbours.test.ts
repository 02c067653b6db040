import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peer } from '#test/core/exchange/rig.ts'
import { type JoinedDevice, nameNeighbours, neighboursMax } from '#tracker/engine/name-neighbours.ts'

function deviceAt(host: string, name: string): JoinedDevice {
  return { peer: peer(name), host, listen: [`/ip4/192.168.1.1/tcp/7400/p2p/${name}`] }
}

const asking = deviceAt('198.51.100.7', 'asking')

test('a device is told of those behind its own public address only, and not of itself', () => {
  const near = deviceAt('198.51.100.7', 'near')
  const far = deviceAt('203.0.113.9', 'far')

  assert.deepEqual(nameNeighbours(asking, [far, asking, near]), near.listen)
})

test('a device is told of the last that joined, up to the bound', () => {
  const joined = Array.from({ length: 3 * neighboursMax }, (_, number) => deviceAt(asking.host, `device${number}`))

  const told = nameNeighbours(asking, [asking, ...joined])

  assert.deepEqual(
    told,
    joined.slice(-neighboursMax).flatMap(({ listen }) => listen),
  )
})

test('a device that does not listen is not told of', () => {
  assert.deepEqual(nameNeighbours(asking, [{ ...deviceAt(asking.host, 'silent'), listen: [] }]), [])
})

test('of a device that listens at several addresses the first is told', () => {
  const [first = '', second = ''] = [...deviceAt(asking.host, 'a').listen, ...deviceAt(asking.host, 'b').listen]

  assert.deepEqual(nameNeighbours(asking, [{ ...deviceAt(asking.host, 'a'), listen: [first, second] }]), [first])
})
