import type { Address } from '#core/address.ts'
import { kindOf } from '#core/address.ts'
import { check, unreachable } from '#core/check.ts'
import type { Digest } from '#core/digest.ts'
import type { Instant } from '#core/engine.ts'
import type { WantId } from '#core/exchange/contract.ts'
import type {
  ChunkRef,
  ChunkTask,
  Delivery,
  DeviceEffect,
  DeviceInput,
  ExchangeRequest,
  JobId,
  MakeFailure,
  Material,
  PlanFacts,
} from './contract.ts'
import type { Identifiers } from './identifiers.ts'
import { SyncSchedule } from './sync-schedule.ts'

/** Make jobs that may be outstanding: one decodes while the other writes. */
const makesMax = 2

type MakingEffect = DeviceEffect | ExchangeRequest

/** The ends of the jobs that a making asks for. */
type MakingEnd = Extract<
  DeviceInput,
  { readonly type: 'made' | 'make-failed' | 'full-found' | 'full-missing' | 'synced' | 'sync-failed' }
>

type Stage = 'waiting' | 'looking-up' | 'queued' | 'made'

interface TaskState {
  readonly task: ChunkTask
  readonly stage: Stage
  /** Whether it is made without the base because the base did not give the right bytes. */
  readonly withoutBase: boolean
  readonly want: WantId | undefined
}

interface MakeJob {
  readonly chunks: readonly ChunkRef[]
  readonly material: Material
}

/**
 * Makes the chunks of one release in the inactive slot: asks the exchange for what travels, has
 * chunks made as material arrives, and has them synced before neighbours hear of them.
 */
export class Making {
  readonly #ids: Identifiers
  readonly #states = new Map<ChunkRef, TaskState>()
  readonly #chunksByPayload = new Map<Address, Set<ChunkRef>>()
  readonly #wants = new Map<WantId, ChunkRef>()
  readonly #fetched: MakeJob[] = []
  /** Chunks that are made from what the device has, the next one last. */
  readonly #local: ChunkRef[]
  readonly #makes = new Map<JobId, MakeJob>()
  readonly #lookups = new Map<JobId, readonly ChunkRef[]>()
  readonly #sync = new SyncSchedule()
  /** What the exchange was told that it can serve from the inactive slot. */
  readonly #held: Address[] = []
  readonly #group: Digest
  readonly #present: readonly Address[]
  #unmade: number
  #failure: string | undefined

  constructor(plan: PlanFacts, ids: Identifiers) {
    this.#ids = ids
    this.#group = plan.group
    this.#present = plan.present
    this.#unmade = plan.tasks.length
    this.#local = plan.tasks.filter((task) => task.local).map((task) => task.ref)
    this.#local.reverse()
    for (const task of plan.tasks) {
      const stage = task.local ? 'queued' : 'waiting'
      this.#states.set(task.ref, { task, stage, withoutBase: false, want: undefined })
    }
  }

  /** Why the release cannot be made, once that is known. */
  get failure(): string | undefined {
    return this.#failure
  }

  start(now: Instant): readonly MakingEffect[] {
    const travelling = [...this.#states.values()].filter(({ task }) => !task.local)
    const wants = travelling.map(({ task }) => this.#want(task, false))
    return [...this.#hold(this.#present), ...wants, ...this.#proceed(now)]
  }

  /** Material for a want has arrived. One delivered payload may make several chunks. */
  delivered({ want, address, ticket }: Delivery, now: Instant): readonly MakingEffect[] {
    const wanted = this.#wants.get(want)
    this.#wants.delete(want)
    const sharing = kindOf(address) === 'chunk' ? [wanted] : [...(this.#chunksByPayload.get(address) ?? [])]
    const chunks = sharing.filter((ref) => ref !== undefined).filter((ref) => this.#stateOf(ref).stage === 'waiting')
    if (chunks.length === 0 || this.#failure !== undefined) return [{ type: 'consumed', ticket }]
    for (const ref of chunks) this.#move(ref, 'queued')
    this.#fetched.push({ chunks, material: { type: 'fetched', address, ticket } })
    return this.#proceed(now)
  }

  /** One of its jobs has ended, well or not. */
  jobEnded(input: MakingEnd, now: Instant): readonly MakingEffect[] {
    switch (input.type) {
      case 'made':
        return this.#made(input.job, now)
      case 'make-failed':
        return this.#makeFailed(input.job, input.failure, now)
      case 'full-found':
        return this.#fullFound(input.job, input.tasks, now)
      case 'full-missing':
        this.#lookups.delete(input.job)
        this.#failure ??= input.reason
        return []
      case 'synced':
        return [...this.#hold(this.#sync.end()), ...this.#proceed(now)]
      case 'sync-failed':
        this.#sync.end()
        this.#failure ??= input.reason
        return []
      default:
        return unreachable(input)
    }
  }

  tick(now: Instant): readonly MakingEffect[] {
    return this.#proceed(now)
  }

  deadline(): Instant | undefined {
    return this.#failure === undefined ? this.#sync.deadline() : undefined
  }

  /** Whether every chunk is made and synced. */
  isDone(): boolean {
    return this.#unmade === 0 && this.#sync.isClean() && this.#failure === undefined
  }

  /** Whether no job is outstanding, so that the slot is left alone from now on. */
  isSettled(): boolean {
    return this.#makes.size === 0 && this.#lookups.size === 0 && !this.#sync.isSyncing()
  }

  /** Withdraws what is still wanted and gives back what has arrived; with a reason, nothing more is begun either. */
  abandon(reason?: string): readonly MakingEffect[] {
    this.#failure ??= reason
    const unwanted = [...this.#wants.keys()].map((want) => ({ type: 'unwant', want }) as const)
    const unused = this.#fetched
      .splice(0)
      .flatMap(({ material }) =>
        material.type === 'fetched' ? [{ type: 'consumed', ticket: material.ticket } as const] : [],
      )
    this.#wants.clear()
    return [...unwanted, ...unused]
  }

  /** Another release is about to be written over this one: nothing of it can be served any more. */
  giveUp(): readonly MakingEffect[] {
    return this.#held.length === 0 ? [] : [{ type: 'lost', addresses: this.#held.splice(0) }]
  }

  #made(id: JobId, now: Instant): readonly MakingEffect[] {
    const { chunks, material } = this.#endMake(id)
    this.#unmade -= chunks.length
    for (const ref of chunks) {
      this.#move(ref, 'made')
      this.#sync.add(this.#stateOf(ref).task.address, now)
    }
    this.#sync.addTravelled(this.#travelledBytes(chunks, material))
    return [...this.#settle(chunks, material), ...this.#proceed(now)]
  }

  #makeFailed(id: JobId, failure: MakeFailure, now: Instant): readonly MakingEffect[] {
    const { chunks, material } = this.#endMake(id)
    const settled = this.#settle(chunks, material)
    if (this.#failure !== undefined) return settled
    if (failure.type === 'slot-failed') {
      this.#failure = failure.reason
      return settled
    }
    if (chunks.some((ref) => this.#stateOf(ref).withoutBase)) {
      this.#failure = 'a full payload does not give the signed chunk: the release is inconsistent, ask its vendor'
      return settled
    }
    for (const ref of chunks) this.#move(ref, 'looking-up')
    const job = this.#ids.job()
    this.#lookups.set(job, chunks)
    return [...settled, { type: 'find-full', job, chunks }, ...this.#proceed(now)]
  }

  #fullFound(id: JobId, tasks: readonly ChunkTask[], now: Instant): readonly MakingEffect[] {
    const chunks = this.#lookups.get(id) ?? []
    check(chunks.length === tasks.length, 'a look-up answers for every chunk that it was asked for')
    this.#lookups.delete(id)
    if (this.#failure !== undefined) return []
    return [...tasks.map((task) => this.#want(task, true)), ...this.#proceed(now)]
  }

  #hold(addresses: readonly Address[]): readonly MakingEffect[] {
    this.#held.push(...addresses)
    return addresses.length === 0 ? [] : [{ type: 'holding', addresses }]
  }

  #proceed(now: Instant): MakingEffect[] {
    const effects: MakingEffect[] = []
    if (this.#failure !== undefined) return effects
    while (this.#makes.size < makesMax) {
      const next = this.#nextMake()
      if (next === undefined) break
      const job = this.#ids.job()
      this.#makes.set(job, next)
      effects.push({ type: 'make', job, ...next })
    }
    if (this.#sync.isDue(now, this.#unmade === 0)) {
      this.#sync.begin()
      effects.push({ type: 'sync', job: this.#ids.job() })
    }
    return effects
  }

  /** Fetched material first: it occupies memory. */
  #nextMake(): MakeJob | undefined {
    const fetched = this.#sync.isFull() ? undefined : this.#fetched.shift()
    if (fetched !== undefined) return fetched
    const ref = this.#local.pop()
    return ref === undefined ? undefined : { chunks: [ref], material: { type: 'local' } }
  }

  #want(task: ChunkTask, withoutBase: boolean): MakingEffect {
    const want = this.#ids.want()
    this.#wants.set(want, task.ref)
    this.#states.set(task.ref, { task, stage: 'waiting', withoutBase, want })
    for (const { address } of task.ways) {
      if (kindOf(address) !== 'payload') continue
      const sharing = this.#chunksByPayload.get(address)
      if (sharing === undefined) this.#chunksByPayload.set(address, new Set([task.ref]))
      else sharing.add(task.ref)
    }
    // Full payloads in the place of a patch are lacked here only: no crew divides them.
    const group = withoutBase ? undefined : this.#group
    const rival = withoutBase ? undefined : task.rival
    return { type: 'want', want, ways: task.ways, group, rival }
  }

  /** The wants of chunks that were made from something are void, and that something is used up. */
  #settle(chunks: readonly ChunkRef[], material: Material): MakingEffect[] {
    const effects: MakingEffect[] = []
    for (const ref of chunks) {
      const { want } = this.#stateOf(ref)
      if (want !== undefined && this.#wants.delete(want)) effects.push({ type: 'unwant', want })
    }
    if (material.type === 'fetched') effects.push({ type: 'consumed', ticket: material.ticket })
    return effects
  }

  #travelledBytes(chunks: readonly ChunkRef[], material: Material): number {
    if (material.type === 'local') return 0
    const ways = chunks.flatMap((ref) => this.#stateOf(ref).task.ways)
    return ways.find((way) => way.address === material.address)?.bytes ?? 0
  }

  #move(ref: ChunkRef, stage: Stage): void {
    this.#states.set(ref, { ...this.#stateOf(ref), stage })
  }

  #endMake(id: JobId): MakeJob {
    const make = this.#makes.get(id)
    check(make !== undefined, 'a make job ends once')
    this.#makes.delete(id)
    return make
  }

  #stateOf(ref: ChunkRef): TaskState {
    const state = this.#states.get(ref)
    check(state !== undefined, 'a chunk that is spoken of is in the plan')
    return state
  }
}
