import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Address } from '#core/address.ts'
import { check } from '#core/check.ts'
import type { Ticket, WantId, Way } from '#core/exchange/contract.ts'
import type { ChunkTask, DeviceInput } from '#node/engine/contract.ts'
import { DeviceRig, type Effect, type EffectOf, planOf, taskOf, wayOf } from '#test/node/engine/device-rig.ts'

const makesMax = 2

/** Steps that bring any interleaving to its end: more than chunks, jobs and retries can need. */
const stepsMax = 1_000

/** How each chunk is made: locally, from its own payload, or from one that several chunks share. */
const anyTasks = fc
  .array(fc.constantFrom('local', 'own', 'pack a', 'pack b'), { minLength: 1, maxLength: 10 })
  .map((ways) => ways.map(taskMadeBy))

function taskMadeBy(way: string, number: number): ChunkTask {
  if (way === 'local') return taskOf(number)
  return taskOf(number, wayOf(way === 'own' ? `own ${number}` : way))
}

/** What happens next: which of the things that can, and whether it goes wrong. */
const anyStep = fc.record({ pick: fc.nat(), goesWrong: fc.boolean(), seconds: fc.constantFrom(0, 0, 0, 1, 11) })

test('every delivered ticket is consumed exactly once per delivery, in any interleaving', () => {
  fc.assert(
    fc.property(anyTasks, fc.array(anyStep, { maxLength: 60 }), (tasks, steps) => {
      const world = new TicketWorld(tasks)

      for (const { pick, goesWrong, seconds } of steps) {
        world.step(pick, goesWrong)
        world.carryOut(world.rig.pass(seconds * 1000))
      }
      world.finish()

      assert.deepEqual(world.consumed, world.delivered)
      assert.deepEqual([...world.wants], [], 'what is not met is withdrawn')
    }),
  )
})

type Job = EffectOf<'plan' | 'make' | 'find-full' | 'sync' | 'verify'>

/** Carries out what a device wants until its release is verified, and counts what it does with tickets. */
class TicketWorld {
  readonly rig = new DeviceRig()
  readonly wants = new Map<WantId, readonly Way[]>()
  readonly delivered = new Map<Ticket, number>()
  readonly consumed = new Map<Ticket, number>()
  readonly #tasks: readonly ChunkTask[]
  #jobs: readonly Job[] = []
  #lastTicket = 0

  constructor(tasks: readonly ChunkTask[]) {
    this.#tasks = tasks
    this.carryOut(this.rig.start({ newest: '2.0.0' }))
  }

  carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.type) {
        case 'want':
          this.wants.set(effect.want, effect.ways)
          break
        case 'unwant':
          this.wants.delete(effect.want)
          break
        case 'consumed':
          count(this.consumed, effect.ticket)
          break
        case 'plan':
        case 'make':
        case 'find-full':
        case 'sync':
        case 'verify':
          this.#jobs = [...this.#jobs, effect]
          break
        default:
          break
      }
    }
    this.#requireOrder()
  }

  /** Lets one thing happen: bytes arrive, or a job ends. */
  step(pick: number, goesWrong: boolean): void {
    const arriving = [...new Set([...this.wants.values()].flat().map((way) => way.address))]
    const jobs = this.#jobs.filter((job) => job.type !== 'verify')
    const count = arriving.length + jobs.length
    if (count === 0) return
    const chosen = pick % count
    const address = arriving[chosen]
    if (address !== undefined) return this.#arrive(address)
    const job = jobs[chosen - arriving.length]
    check(job !== undefined, 'one of the things that can happen is chosen')
    this.#jobs = this.#jobs.filter((other) => other !== job)
    this.carryOut(this.rig.input(goesWrong ? failureOf(job, pick) : this.#successOf(job)))
  }

  /** Lets all go well until the release is verified. */
  finish(): void {
    for (let step = 0; step < stepsMax; step += 1) {
      if (this.#jobs.some((job) => job.type === 'verify')) return
      const isIdle = this.#jobs.length === 0 && this.wants.size === 0
      if (isIdle) this.carryOut(this.rig.pass(1_000))
      else this.step(0, false)
    }
    assert.fail(`the release is not made after ${stepsMax} steps`)
  }

  /** As the exchange does it: one ticket for every want that the bytes meet. */
  #arrive(address: Address): void {
    this.#lastTicket += 1
    const ticket = this.#lastTicket as Ticket
    const met = [...this.wants].filter(([, ways]) => ways.some((way) => way.address === address))
    for (const [want] of met) this.wants.delete(want)
    for (const [want] of met) {
      count(this.delivered, ticket)
      this.carryOut(this.rig.input({ type: 'deliver', want, address, ticket }))
    }
  }

  #successOf(job: Job): DeviceInput {
    switch (job.type) {
      case 'plan':
        return { type: 'planned', job: job.job, plan: planOf(this.#tasks) }
      case 'make':
        return { type: 'made', job: job.job }
      case 'sync':
        return { type: 'synced', job: job.job }
      case 'find-full':
        return { type: 'full-found', job: job.job, tasks: job.chunks.map((ref) => taskMadeBy('own', ref)) }
      case 'verify':
        return { type: 'verify-failed', job: job.job, reason: 'not reached' }
    }
  }

  #requireOrder(): void {
    const makes = this.#jobs.filter((job) => job.type === 'make')
    assert.ok(makes.length <= makesMax, 'at most two makes are outstanding')
    for (const { material } of makes) {
      if (material.type === 'local') continue
      const { ticket } = material
      const uses = (this.delivered.get(ticket) ?? 0) - (this.consumed.get(ticket) ?? 0)
      assert.ok(uses > 0, 'bytes are not given back while chunks are made from them')
    }
  }
}

function failureOf(job: Job, pick: number): DeviceInput {
  const reason = 'it goes wrong'
  switch (job.type) {
    case 'plan':
      return { type: 'plan-failed', job: job.job, reason }
    case 'make': {
      const isWrongChunk = pick % 3 !== 0
      return {
        type: 'make-failed',
        job: job.job,
        failure: isWrongChunk ? { type: 'wrong-chunk' } : { type: 'slot-failed', reason },
      }
    }
    case 'sync':
      return { type: 'sync-failed', job: job.job, reason }
    case 'find-full':
      return { type: 'full-missing', job: job.job, reason }
    case 'verify':
      return { type: 'verify-failed', job: job.job, reason }
  }
}

function count(counts: Map<Ticket, number>, ticket: Ticket): void {
  counts.set(ticket, (counts.get(ticket) ?? 0) + 1)
}
