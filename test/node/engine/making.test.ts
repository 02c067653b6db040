import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import type { ChunkTask } from '#node/engine/contract.ts'
import { payload } from '#test/core/exchange/rig.ts'
import { DeviceRig, one, only, planOf, taskOf, typesOf, wayOf } from '#test/node/engine/device-rig.ts'

const release = { slot: 'b', version: '2.0.0', release: undefined, images: [] } as unknown as VerifiedRelease

/** The chunks of a pack that is called `pack`, and of nothing else. */
function packed(count: number): readonly ChunkTask[] {
  return Array.from({ length: count }, (_, number) => taskOf(number, wayOf('pack')))
}

test('a release is planned, fetched, verified, staged and booted', () => {
  const rig = new DeviceRig()
  const started = rig.startFetching(planOf([taskOf(0, wayOf('zero'))]))
  const delivered = rig.deliver(one(started, 'want'), payload('zero'))
  const made = rig.made(one(delivered, 'make'))
  const synced = rig.synced(one(made, 'sync'))
  const verified = rig.input({ type: 'verified', job: one(synced, 'verify').job, release })
  const changed = rig.bootChanged(one(verified, 'begin-trial'))

  const phases = [started, delivered, made, synced, verified, changed].flatMap((effects) => only(effects, 'phase'))
  assert.deepEqual(
    phases.map(({ phase }) => phase),
    ['fetching', 'verifying', 'staged'],
  )
  assert.equal(one(verified, 'begin-trial').release, release)
  assert.match(one(changed, 'reboot').reason, /trial of 2\.0\.0/)
})

test('a release that is wholly there already is verified at once', () => {
  const rig = new DeviceRig()
  const present = [taskOf(0).address]

  const effects = rig.startFetching(planOf([], present))

  assert.deepEqual(one(effects, 'holding').addresses, present)
  assert.equal(typesOf(effects).at(-1), 'verify')
})

test('images that read back wrong fail the install with the reason', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.startFetching(planOf([], [taskOf(0).address])), 'verify')

  const effects = rig.input({ type: 'verify-failed', job, reason: 'the app image reads back as 0123' })

  const { phase, version, detail } = one(effects, 'phase')
  assert.deepEqual([phase, version, detail], ['failed', '2.0.0', 'the app image reads back as 0123'])
})

test('a release that cannot be named in the boot record fails with the reason', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.startFetching(planOf([], [taskOf(0).address])), 'verify')
  const beginTrial = one(rig.input({ type: 'verified', job, release }), 'begin-trial')

  const effects = rig.input({ type: 'boot-failed', job: beginTrial.job, reason: 'too many components' })

  assert.equal(one(effects, 'phase').phase, 'failed')
})

test('only what cannot be made locally is wanted', () => {
  const rig = new DeviceRig()
  const travelling = taskOf(1, wayOf('one'))

  const effects = rig.startFetching(planOf([taskOf(0), travelling]))

  assert.deepEqual(one(effects, 'want').ways, travelling.ways)
  assert.deepEqual(one(effects, 'make').material, { type: 'local' })
})

test('at most two makes are outstanding, and what was fetched goes before what is local', () => {
  const rig = new DeviceRig()
  const tasks = [taskOf(0), taskOf(1), taskOf(2), taskOf(3, wayOf('three'))]
  const started = rig.startFetching(planOf(tasks))
  const delivered = rig.deliver(one(started, 'want'), payload('three'))

  const [first] = only(started, 'make')
  assert.ok(first)
  const next = one(rig.made(first), 'make')

  assert.equal(only(started, 'make').length, 2)
  assert.deepEqual(typesOf(delivered), [])
  assert.equal(next.material.type, 'fetched')
})

test('a pack that is delivered once makes all its chunks with one make', () => {
  const rig = new DeviceRig()
  const [want] = only(rig.startFetching(planOf(packed(3))), 'want')
  assert.ok(want)

  const effects = rig.deliver(want, payload('pack'))

  assert.deepEqual(one(effects, 'make').chunks, [0, 1, 2])
})

test('once a pack is made, the other wants for it are withdrawn and its bytes are given back', () => {
  const rig = new DeviceRig()
  const wants = only(rig.startFetching(planOf(packed(3))), 'want')
  assert.ok(wants[0])
  const make = one(rig.deliver(wants[0], payload('pack')), 'make')

  const effects = rig.made(make)

  assert.deepEqual(
    only(effects, 'unwant').map(({ want }) => want),
    wants.slice(1).map(({ want }) => want),
  )
  assert.equal(only(effects, 'consumed').length, 1)
})

test('a chunk that came whole is not made again by the pack that follows', () => {
  const rig = new DeviceRig()
  const [first, second] = only(rig.startFetching(planOf(packed(2))), 'want')
  assert.ok(first && second)
  rig.made(one(rig.deliver(first, taskOf(0).address), 'make'))

  const effects = rig.deliver(second, payload('pack'))

  assert.deepEqual(one(effects, 'make').chunks, [1])
})

test('bytes that nothing waits for are given back at once', () => {
  const rig = new DeviceRig()
  const [first, second] = only(rig.startFetching(planOf(packed(2))), 'want')
  assert.ok(first && second)
  rig.deliver(first, payload('pack'))

  assert.deepEqual(typesOf(rig.deliver(second, payload('pack'))), ['consumed'])
})

test('chunks that come out wrong are looked up in full and made without the base', () => {
  const rig = new DeviceRig()
  const [want] = only(rig.startFetching(planOf(packed(2))), 'want')
  assert.ok(want)
  const lookUp = one(rig.madeWrong(one(rig.deliver(want, payload('pack')), 'make')), 'find-full')

  const tasks = [taskOf(0, wayOf('full 0')), taskOf(1, wayOf('full 1'))]
  const wants = only(rig.input({ type: 'full-found', job: lookUp.job, tasks }), 'want')

  assert.deepEqual(lookUp.chunks, [0, 1])
  assert.deepEqual(
    wants.map(({ ways }) => ways),
    tasks.map(({ ways }) => ways),
  )
})

test('a local chunk that comes out wrong is looked up in full', () => {
  const rig = new DeviceRig()
  const make = one(rig.startFetching(planOf([taskOf(0)])), 'make')

  assert.deepEqual(one(rig.madeWrong(make), 'find-full').chunks, [0])
})

test('a full payload that was the way before, too, makes its chunk once', () => {
  const rig = new DeviceRig()
  const task = taskOf(0, wayOf('full'))
  const want = one(rig.startFetching(planOf([task])), 'want')
  const lookUp = one(rig.madeWrong(one(rig.deliver(want, payload('full')), 'make')), 'find-full')
  const again = one(rig.input({ type: 'full-found', job: lookUp.job, tasks: [task] }), 'want')

  const effects = rig.deliver(again, payload('full'))

  assert.deepEqual(one(effects, 'make').chunks, [0])
})

test('a chunk that comes out wrong a second time fails the install with the reason', () => {
  const rig = new DeviceRig()
  const lookUp = one(rig.madeWrong(one(rig.startFetching(planOf([taskOf(0)])), 'make')), 'find-full')
  const found = rig.input({ type: 'full-found', job: lookUp.job, tasks: [taskOf(0, wayOf('full 0'))] })
  const make = one(rig.deliver(one(found, 'want'), payload('full 0')), 'make')

  const effects = rig.madeWrong(make)

  const { phase, detail } = one(effects, 'phase')
  assert.equal(phase, 'failed')
  assert.match(detail, /a full payload does not give the signed chunk/)
  assert.equal(only(effects, 'consumed').length, 1)
})

test('a full payload that nobody can look up fails the install with the reason', () => {
  const rig = new DeviceRig()
  const { job } = one(rig.madeWrong(one(rig.startFetching(planOf([taskOf(0)])), 'make')), 'find-full')

  const effects = rig.input({ type: 'full-missing', job, reason: 'nobody brought the page' })

  assert.equal(one(effects, 'phase').detail, 'nobody brought the page')
})

test('a slot that cannot be written fails the install with the reason and withdraws what is wanted', () => {
  const rig = new DeviceRig()
  const started = rig.startFetching(planOf([taskOf(0), taskOf(1, wayOf('one'))]))

  const effects = rig.slotFailed(one(started, 'make'), 'slot-b.img: the medium fails')

  assert.equal(one(effects, 'phase').detail, 'slot-b.img: the medium fails')
  assert.equal(one(effects, 'unwant').want, one(started, 'want').want)
})

test('material that waits for its make is given back when the install fails', () => {
  const rig = new DeviceRig()
  const started = rig.startFetching(planOf([taskOf(0), taskOf(1), taskOf(2, wayOf('two'))]))
  rig.deliver(one(started, 'want'), payload('two'))
  const [first] = only(started, 'make')
  assert.ok(first)

  const effects = rig.slotFailed(first, 'the medium fails')

  assert.equal(only(effects, 'consumed').length, 1)
})

test('an install that has failed asks for nothing more, however its last jobs end', () => {
  const rig = new DeviceRig()
  const started = rig.startFetching(planOf([taskOf(0), taskOf(1), taskOf(2)]))
  const [first, second] = only(started, 'make')
  assert.ok(first && second)
  const afterWrong = rig.madeWrong(first)
  const third = one(afterWrong, 'make')
  const lookUp = one(afterWrong, 'find-full')
  rig.slotFailed(second, 'the medium fails')

  const wrong = rig.madeWrong(third)
  const found = rig.input({ type: 'full-found', job: lookUp.job, tasks: [taskOf(0, wayOf('full 0'))] })

  assert.deepEqual([...wrong, ...found], [])
})

test('what was held of an install is lost before the next one writes over it', () => {
  const rig = new DeviceRig()
  const there = taskOf(2).address
  const [first, second] = only(rig.startFetching(planOf([taskOf(0), taskOf(1)], [there])), 'make')
  assert.ok(first && second)
  rig.made(first)
  rig.synced(one(rig.pass(200), 'sync'))
  rig.slotFailed(second, 'the medium fails')

  const effects = rig.pass(10_000)

  assert.deepEqual(one(effects, 'lost').addresses, [there, taskOf(0).address])
  assert.ok(typesOf(effects).indexOf('lost') < typesOf(effects).indexOf('plan'))
})
