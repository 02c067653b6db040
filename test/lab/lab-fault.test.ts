import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFault, rolesOf } from './lab-fault.ts'

const devices = [1, 2].flatMap((site) => [1, 2, 3, 4].map((device) => ({ site, device })))

test('faults are read with how many, how much and when', () => {
  assert.deepEqual(parseFault('kill:5'), { type: 'kill', devices: 5 })
  assert.deepEqual(parseFault('late'), { type: 'late', devices: 1 })
  assert.deepEqual(parseFault('slow:1@1.25'), { type: 'slow', devices: 1, mbit: 1.25 })
  assert.deepEqual(parseFault('cut-wan@10'), { type: 'cut-wan', atSec: 10, forSec: 20 })
  assert.deepEqual(parseFault('cut-wan@10+5'), { type: 'cut-wan', atSec: 10, forSec: 5 })
  assert.deepEqual(parseFault('two-products'), { type: 'two-products' })
})

for (const text of ['', 'slow:1', 'cut-wan', 'kill:-1', 'corrupted:3']) {
  test(`${JSON.stringify(text)} is no fault`, () => {
    assert.equal(parseFault(text), undefined)
  })
}

test('faults hit different devices, the last ones of the first site', () => {
  const roles = rolesOf(devices, [
    { type: 'corrupt', devices: 2 },
    { type: 'lie', devices: 1 },
  ])

  assert.deepEqual(
    [...roles].map(([{ site, device }, role]) => `${site}/${device} ${role}`),
    ['1/3 corrupt', '1/4 corrupt', '1/2 lie'],
  )
})

test('a fault that asks for more devices than there are takes those that are left', () => {
  const roles = rolesOf(devices, [{ type: 'kill', devices: 9 }])

  assert.equal(roles.size, 4)
})
