import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '#core/address.ts'
import type { VerifiedRelease } from '#core/boot/boot-state.ts'
import { type Instant, later } from '#core/engine.ts'
import type { PeerName, RequestId, Ticket } from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { BlobId, ChunkTask, DevicePolicy, NodeEffect, NodeInput } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import { offerToAll } from '#sim/device/offer-to-all.ts'
import { chunk, payload } from '#test/core/exchange/rig.ts'
import { planOf, policy, settled, taskOf, wayOf } from '#test/node/engine/device-rig.ts'

const blob = 1 as BlobId
const ticket = 1 as Ticket
const document = payload('document')

test('a wanted document comes out as a blob, once', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  const fetch = rig.untilFetch()

  const effects = rig.arrive(fetch)

  assert.deepEqual(effects, [{ type: 'blob', blob, ticket }])
})

test('a document that is still cached comes out at once', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  rig.arrive(rig.untilFetch())
  const again = 2 as BlobId

  const effects = rig.input({ type: 'blob-wanted', blob: again, address: document, bytes: 100 })

  assert.deepEqual(effects, [{ type: 'blob', blob: again, ticket }])
})

test('a document that is no longer wanted is cancelled and never comes out', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  const fetch = rig.untilFetch()

  const unwanted = rig.input({ type: 'blob-unwanted', blob })
  const arrived = rig.arrive(fetch)

  assert.deepEqual(unwanted, [{ type: 'cancel', fetch: fetch.fetch }])
  assert.deepEqual(
    arrived.filter((effect) => effect.type === 'blob'),
    [],
  )
})

test('withdrawing a document that came already does nothing', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  rig.input({ type: 'blob-wanted', blob, address: document, bytes: 100 })
  rig.arrive(rig.untilFetch())

  assert.deepEqual(rig.input({ type: 'blob-unwanted', blob }), [])
})

test('what device and exchange tell each other stays inside', () => {
  const rig = new NodeRig()
  rig.joinTracker()
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
  const plan = planOf([taskOf(0, wayOf('zero'))], [chunk('present')])
  const planned = rig.input({ type: 'planned', job, plan })

  const fetched = rig.arrive(rig.untilFetch())

  const inner = ['want', 'unwant', 'consumed', 'holding', 'lost', 'deliver']
  assert.deepEqual(
    [...planned, ...fetched].filter((effect) => inner.includes(effect.type)),
    [],
  )
  const make = find(fetched, 'make')
  assert.deepEqual(make.material, { type: 'fetched', address: payload('zero'), ticket })
})

test('chunks that are synced are served to a neighbour, and before that they are missing', () => {
  const rig = new NodeRig()
  const neighbour = 'neighbour' as PeerName
  rig.input({ type: 'peer-joined', peer: neighbour, link: 'lan', role: 'device' })
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
  const task = taskOf(0)
  const make = find(rig.input({ type: 'planned', job, plan: planOf([task]) }), 'make')
  const made = rig.input({ type: 'made', job: make.job })
  const early = rig.input({ type: 'request', request: 1 as never, peer: neighbour, address: task.address })

  rig.input({ type: 'synced', job: find(made, 'sync').job })
  const late = rig.input({ type: 'request', request: 2 as never, peer: neighbour, address: task.address })

  assert.equal(find(early, 'refuse').reason, 'missing')
  assert.equal(find(late, 'serve').address, task.address)
})

test('a staged device serves on for a second before it reboots', () => {
  const rig = new NodeRig()
  const staged = rig.stage()

  const early = rig.pass(999)
  const late = rig.pass(1)

  assert.equal(find(staged, 'phase').phase, 'staged')
  assert.deepEqual(
    [staged, early, late].map((effects) => effects.some(({ type }) => type === 'reboot')),
    [false, false, true],
  )
})

test('a staged device that is serving a neighbour reboots when that is served', () => {
  const rig = new NodeRig()
  const task = rig.stageWith('neighbour')
  const request = 1 as RequestId
  const served = rig.input({ type: 'request', request, peer: 'neighbour' as PeerName, address: task.address })
  const meanwhile = rig.pass(5_000)

  const after = rig.input({ type: 'served', request, sentBytes: task.bytes })

  find(served, 'serve')
  assert.ok(!meanwhile.some(({ type }) => type === 'reboot'))
  find(after, 'reboot')
})

test('a staged device tells its neighbours that it waits, and that it goes, before it reboots', () => {
  const rig = new NodeRig()
  rig.input({ type: 'peer-joined', peer: 'neighbour' as PeerName, link: 'lan', role: 'device' })

  const effects = [...rig.stage(), ...rig.pass(3_000)]

  const told = effects.flatMap((effect) => {
    if (effect.type === 'reboot') return ['reboots']
    const isTold = effect.type === 'send' && effect.message.type === 'standings'
    return isTold ? effect.message.standings.map(({ leaving }) => leaving) : []
  })
  assert.deepEqual(told, ['waits', 'goes', 'reboots'])
})

test('a trial that failed reboots at once', () => {
  const rig = new NodeRig({ trialFails: true })
  const started = rig.input({ type: 'started', facts: { ...settled, running: '2.0.0', trial: true } })

  const failed = rig.input({ type: 'boot-changed', job: find(started, 'record-failure').job })

  find(failed, 'reboot')
})

test('a device whose plan failed while the WAN was closed plans again at once when it opens', () => {
  const rig = new NodeRig()
  rig.rules({ mayFetch: false })
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
  rig.input({ type: 'plan-failed', job, reason: 'nobody brought a document within 60 s' })

  const opened = rig.rules({ mayFetch: true })

  assert.equal(find(opened, 'plan').version, '2.0.0')
})

test('rules that leave the WAN as open as it was wake nobody', () => {
  const rig = new NodeRig()
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
  rig.input({ type: 'plan-failed', job, reason: 'nobody brought a document within 60 s' })

  const told = rig.rules({ mayFetch: true })

  assert.ok(!told.some(({ type }) => type === 'plan'))
})

test('a WAN that opens while the jobs of a failed install are under way leaves the deadline ahead', () => {
  const rig = new NodeRig()
  rig.rules({ mayFetch: false })
  const { job } = find(rig.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
  const planned = rig.input({ type: 'planned', job, plan: planOf([taskOf(0), taskOf(1), taskOf(2)]) })
  const [first, second] = planned.filter((effect) => effect.type === 'make')
  assert.ok(first && second)
  const failure = { type: 'slot-failed', reason: 'the medium fails' } as const
  rig.input({ type: 'make-failed', job: first.job, failure })

  const opened = rig.rules({ mayFetch: true })

  assert.ok(!opened.some(({ type }) => type === 'plan'))
  assert.ok(rig.isAhead)
})

type EffectOf<Type extends NodeEffect['type']> = Extract<NodeEffect, { readonly type: Type }>

function find<Type extends NodeEffect['type']>(effects: readonly NodeEffect[], type: Type): EffectOf<Type> {
  const found = effects.find((effect): effect is EffectOf<Type> => effect.type === type)
  assert.ok(found, `a ${type} in ${JSON.stringify(effects)}`)
  return found
}

/** A node engine and a hand on its clock. */
class NodeRig {
  readonly #engine: NodeEngine
  #now = 0 as Instant

  constructor(changes: Partial<DevicePolicy> = {}) {
    const exchange = { self: 'self' as PeerName, role: 'device', seed: 1 } as const
    this.#engine = new NodeEngine({ exchange, policy: { ...policy, ...changes } })
  }

  /** Whether the engine waits for nothing that is past. */
  get isAhead(): boolean {
    const due = this.#engine.deadline()
    return due === undefined || due > this.#now
  }

  input(input: NodeInput): readonly NodeEffect[] {
    return this.#engine.handle(input, this.#now)
  }

  /** What the owner allows changes. */
  rules({ mayFetch }: { readonly mayFetch: boolean }): readonly NodeEffect[] {
    const rules = {
      mayFetch,
      bytesPerSecond: undefined,
      release: undefined,
      budgetBytes: undefined,
      spentBytes: 0,
      tier: 0,
    }
    return this.input({ type: 'wan-rules', rules })
  }

  /** Lets time pass, with a tick at every deadline. */
  pass(milliseconds: number): readonly NodeEffect[] {
    const end = later(this.#now, milliseconds)
    const effects: NodeEffect[] = []
    for (let due = this.#engine.deadline(); due !== undefined && due <= end; due = this.#engine.deadline()) {
      this.#now = due
      effects.push(...this.input({ type: 'tick' }))
    }
    this.#now = end
    return effects
  }

  /** Takes the device through an install to its reboot. Returns what it does when its new slot boots next. */
  stage(tasks: readonly ChunkTask[] = [taskOf(0)]): readonly NodeEffect[] {
    const { job } = find(this.input({ type: 'started', facts: { ...settled, offers: offerToAll('2.0.0') } }), 'plan')
    const made = find(this.input({ type: 'planned', job, plan: planOf(tasks) }), 'make')
    const syncing = find(this.input({ type: 'made', job: made.job }), 'sync')
    const verifying = find(this.input({ type: 'synced', job: syncing.job }), 'verify')
    const release = { slot: 'b', version: '2.0.0' } as VerifiedRelease
    const trying = find(this.input({ type: 'verified', job: verifying.job, release }), 'begin-trial')
    return this.input({ type: 'boot-changed', job: trying.job })
  }

  /** The same beside a neighbour. Returns what was made. */
  stageWith(name: string): ChunkTask {
    this.input({ type: 'peer-joined', peer: name as PeerName, link: 'lan', role: 'device' })
    const task = taskOf(0)
    this.stage([task])
    return task
  }

  joinTracker(): void {
    this.input({ type: 'peer-joined', peer: 'tracker' as PeerName, link: 'wan', role: 'seeder' })
  }

  /** Lets time pass until the exchange fetches something. */
  untilFetch(): EffectOf<'fetch'> {
    const latest = later(this.#now, 10_000)
    for (let due = this.#engine.deadline(); due !== undefined && due < latest; due = this.#engine.deadline()) {
      this.#now = due
      const effects = this.input({ type: 'tick' })
      if (effects.some((effect) => effect.type === 'fetch')) return find(effects, 'fetch')
    }
    return assert.fail('nothing is fetched within 10 s')
  }

  /** The bytes of a fetch arrive and are genuine. */
  arrive({ fetch, address }: EffectOf<'fetch'>): readonly NodeEffect[] {
    const verdict = judge(digestOf(address), digestOf(address))
    return this.input({ type: 'fetched', fetch, verdict, ticket })
  }
}
