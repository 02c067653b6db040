import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later } from '#core/engine.ts'
import { payload } from '#test/core/exchange/rig.ts'
import { DeviceRig, one, only, planOf, taskOf, typesOf, wayOf } from '#test/node/engine/device-rig.ts'

const mebibyte = 1024 * 1024

test('a chunk waits 200 ms for its sync', () => {
  const rig = new DeviceRig()
  const [make] = only(rig.startFetching(planOf([taskOf(0), taskOf(1)])), 'make')
  assert.ok(make)
  rig.made(make)

  assert.deepEqual(only(rig.pass(199), 'sync'), [])
  assert.equal(only(rig.pass(1), 'sync').length, 1)
})

test('the chunks that are made meanwhile share a sync', () => {
  const rig = new DeviceRig()
  const makes = only(rig.startFetching(planOf([taskOf(0), taskOf(1), taskOf(2)])), 'make')
  for (const make of makes) rig.made(make)
  const sync = one(rig.pass(1_000), 'sync')

  const effects = rig.synced(sync)

  assert.deepEqual(one(effects, 'holding').addresses, [taskOf(0).address, taskOf(1).address])
})

test('1 MiB that travelled is synced at once', () => {
  const rig = new DeviceRig()
  const names = ['first', 'second', 'third']
  const tasks = names.map((name, number) => taskOf(number, wayOf(name, mebibyte / 2)))
  const [first, second] = only(rig.startFetching(planOf(tasks)), 'want')
  assert.ok(first && second)
  const afterHalf = rig.made(one(rig.deliver(first, payload('first')), 'make'))

  const afterWhole = rig.made(one(rig.deliver(second, payload('second')), 'make'))

  assert.deepEqual(only(afterHalf, 'sync'), [])
  assert.equal(only(afterWhole, 'sync').length, 1)
})

test('local chunks wait for the clock, however many bytes they have', () => {
  const rig = new DeviceRig()
  const [first, second] = only(rig.startFetching(planOf([taskOf(0), taskOf(1), taskOf(2), taskOf(3)])), 'make')
  assert.ok(first && second)

  assert.deepEqual(only([...rig.made(first), ...rig.made(second)], 'sync'), [])
})

test('the last chunk is synced at once', () => {
  const rig = new DeviceRig()
  const make = one(rig.startFetching(planOf([taskOf(0)])), 'make')

  assert.equal(only(rig.made(make), 'sync').length, 1)
})

test('one sync runs at a time, and what it does not cover is not yet held', () => {
  const rig = new DeviceRig()
  const [first, second] = only(rig.startFetching(planOf([taskOf(0), taskOf(1)])), 'make')
  assert.ok(first && second)
  rig.made(first)
  const sync = one(rig.pass(200), 'sync')
  const made = rig.made(second)

  const effects = rig.synced(sync)

  assert.deepEqual(typesOf(made), [])
  assert.deepEqual(one(effects, 'holding').addresses, [taskOf(0).address])
  assert.equal(only(effects, 'sync').length, 1)
})

test('nothing is verified before everything is synced', () => {
  const rig = new DeviceRig()
  const made = rig.made(one(rig.startFetching(planOf([taskOf(0)])), 'make'))

  const synced = rig.synced(one(made, 'sync'))

  assert.deepEqual(typesOf(made), ['sync'])
  assert.deepEqual(typesOf(synced), ['holding', 'phase', 'verify'])
})

test('a sync that fails ends the install with the reason, and nothing is held', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.made(one(rig.startFetching(planOf([taskOf(0)])), 'make')), 'sync')

  const effects = rig.input({ type: 'sync-failed', job, reason: 'slot-b.img: the medium fails' })

  assert.deepEqual(typesOf(effects), ['phase'])
  assert.equal(one(effects, 'phase').detail, 'slot-b.img: the medium fails')
})

test('an install that failed with chunks unsynced leaves no deadline behind', () => {
  const rig = new DeviceRig({ pollIntervalMs: 3_600_000 })
  const [first, second] = only(rig.startFetching(planOf([taskOf(0), taskOf(1)])), 'make')
  assert.ok(first && second)
  rig.made(first)
  rig.slotFailed(second, 'the medium fails')

  assert.equal(rig.engine.deadline(), later(rig.now, 10_000))
})

test('while a sync is under way, another 1 MiB that travelled is written, and the rest waits for its end', () => {
  const rig = new DeviceRig()
  const names = ['first', 'second', 'third']
  const tasks = names.map((name, number) => taskOf(number, wayOf(name, mebibyte)))
  const [first, second, third] = only(rig.startFetching(planOf(tasks)), 'want')
  assert.ok(first && second && third)
  const sync = one(rig.made(one(rig.deliver(first, payload('first')), 'make')), 'sync')
  rig.made(one(rig.deliver(second, payload('second')), 'make'))

  const meanwhile = rig.deliver(third, payload('third'))
  const afterwards = rig.synced(sync)

  assert.deepEqual(only(meanwhile, 'make'), [])
  assert.equal(only(afterwards, 'make').length, 1)
})
