import { otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import { type Instant, instant } from '#core/engine.ts'
import type { ChunkTask } from '#node/engine/contract.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { copyOf, FlashBoard, type FlashContents } from '#sim/full/flash-board.ts'
import { Life } from '#sim/full/life.ts'
import { type Ailments, type DeviceEvent, type Machine, well } from '#sim/full/machine.ts'
import { Wan, type WanFacts } from '#sim/full/node/wan.ts'
import { SettledClock } from '#sim/full/settled-clock.ts'
import { chunkBytes, chunkPlaces, type Update } from '#sim/full/update.ts'
import { type Finding, noPast, type Past, Witness } from '#sim/full/witness.ts'
import { Random } from '#sim/random.ts'
import { Recorder } from '#sim/run/recorder.ts'
import type { RunEvent } from '#sim/run/result.ts'

/** When the release is published, as in the fleet. */
export const publishedAt = instant(10_000_000)

/** What a device is, and what it is updated with. */
export interface FullDeviceInit {
  readonly update: Update
  readonly seed: number
  readonly wan: WanFacts
  /** From the decision to reboot until the device runs again, in seconds. */
  readonly bootSeconds: number
}

/** What a run came to. */
export interface FullRun {
  /** In the form of those of a fleet, with a `boot` and a `fetch` for whatever boots and is asked for. */
  readonly events: readonly RunEvent[]
  /** What the witness of the crash points saw. */
  readonly findings: readonly Finding[]
  /** Content that came over the WAN. */
  readonly wanBytes: number
  /** All that was planned, once for every time. */
  readonly tasks: readonly ChunkTask[]
}

/** A device over all its power cuts, as faults befall it. */
export class FullDevice {
  readonly clock = new SettledClock()
  readonly wan: Wan
  /** Faults that have not happened, and cuts and crashes that have not ended. */
  openFaults = 0
  readonly #init: FullDeviceInit
  readonly #ailments: { -readonly [ailment in keyof Ailments]: Ailments[ailment] } = { ...well }
  /** For what the first device of a fleet with this seed draws too. */
  readonly #random: Random
  readonly #events: RunEvent[] = []
  readonly #recorder: Recorder
  readonly #tasks: ChunkTask[] = []
  #past: Past = noPast
  #contents: FlashContents
  #life: Life | undefined
  #machine: Machine | undefined
  #running: SlotName = 'a'
  #cuts = 0
  #wanBytes = 0
  #isDone = false
  #isDiskFull = false

  constructor(init: FullDeviceInit, contents: FlashContents) {
    const { update, seed, wan } = init
    this.#init = init
    this.#contents = copyOf(contents)
    this.#random = new Random(seed).stream('device 0')
    this.wan = new Wan(this.clock, update.repository, { ...wan, isPublished: false })
    const seconds = () => (this.clock.now - publishedAt) / 1e6
    this.#recorder = new Recorder(this.clock.clock, seconds, (event) => void this.#events.push(event))
    this.clock.at(publishedAt, () => {
      this.#recorder.note('published', { version: update.to.version })
      this.wan.publish()
    })
    this.powerOn()
  }

  /** Lets time pass until the device is done and all faults are over, or `end`. */
  async run(end: Instant): Promise<FullRun> {
    await this.clock.run(end, () => this.openFaults === 0 && (this.#isDone || this.#life?.isStuck === true))
    this.#recorder.note('counted', { device: 0, wanBytes: this.#wanBytes, lanBytes: 0 })
    const { findings } = this.#machine?.witness.past ?? this.#past
    return { events: this.#events, findings, wanBytes: this.#wanBytes, tasks: this.#tasks }
  }

  /** A fault begins. */
  note(fault: Fault): void {
    this.#recorder.note('fault', { ...fault, at: this.clock.now, phase: 'begins' })
  }

  /** The power is on: the boot chooser picks a slot. */
  powerOn(): void {
    if (this.#life !== undefined) return
    const { update, bootSeconds } = this.#init
    const { clock, wan } = this
    const board = new FlashBoard(this.#contents, undefined)
    board.isFull = this.#isDiskFull
    const machine: Machine = {
      update,
      ailments: this.#ailments,
      board,
      clock,
      poweredAtMs: update.repository.publishedAtMs,
      bootMs: bootSeconds * 1000,
      wan,
      hasNeighbour: false,
      witness: new Witness(update, board, this.#past),
      observe: (event) => this.#observe(event),
    }
    this.#machine = machine
    this.#life = new Life(machine)
    this.#life.start()
  }

  /** The power goes: chance decides over what was not synced. */
  cutPower(): void {
    const machine = this.#machine
    if (machine === undefined) return
    machine.witness.cut(this.clock.now)
    this.#past = machine.witness.past
    this.#life?.stop()
    this.#cuts += 1
    this.#contents = machine.board.cut(this.#random.stream(`cut ${this.#cuts}`))
    this.#life = undefined
    this.#machine = undefined
  }

  /** The process is killed; its supervisor starts another. */
  crash(): void {
    this.#life?.kill()
  }

  /** From now on a trial of the release ends so. */
  spoilFirmware(trial: Ailments['trial']): void {
    this.#ailments.trial = trial
  }

  /** Writes to the inactive slot fail, or succeed again. */
  setDiskFull(isFull: boolean): void {
    this.#isDiskFull = isFull
    if (this.#machine !== undefined) this.#machine.board.isFull = isFull
  }

  /** Spoils one of the chunks that were synced into the inactive slot, if there is any. */
  rot(): void {
    const board = this.#machine?.board
    if (board === undefined) return
    const { to } = this.#init.update
    const synced = chunkPlaces(to).filter((place) => {
      const slot = board.slot(place.component, otherSlot(this.#running))
      const isRight = Buffer.compare(slot.seen(place.offset, place.bytes), chunkBytes(to, place)) === 0
      return isRight && slot.isSynced(place.offset, place.bytes)
    })
    const spoilt = synced[this.#random.stream('bit rot').below(Math.max(1, synced.length))]
    if (spoilt !== undefined) board.slot(spoilt.component, otherSlot(this.#running)).rot(spoilt.offset)
  }

  #observe(event: DeviceEvent): void {
    if (event.type === 'boot') this.#running = event.slot
    if (event.type === 'arrived') this.#wanBytes += event.bytes
    if (event.type === 'planned') this.#tasks.push(...event.tasks)
    if (event.type === 'arrived' || event.type === 'planned') return
    const { type, ...fields } = event
    const isOfSite = event.type === 'phase' ? { site: 0 } : {}
    this.#recorder.note(type, { device: 0, ...isOfSite, ...fields })
    if (event.type === 'phase' && (event.phase === 'confirmed' || event.phase === 'rolled-back')) this.#isDone = true
  }
}
