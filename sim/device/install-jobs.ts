import { kindOf } from '#core/address.ts'
import { otherSlot, type VerifiedRelease } from '#core/boot/boot-state.ts'
import { beginInstall } from '#core/boot/boot-transitions.ts'
import { check, unreachable } from '#core/check.ts'
import { payloadsOf, wanBound } from '#core/link/wan-bound.ts'
import type { JobId, NodeEffect } from '#node/engine/contract.ts'
import { contentOf } from './machine.ts'
import type { ModelledDocument } from './modelled-release.ts'
import { Station } from './station.ts'
import type { DeviceBoot, Surroundings } from './surroundings.ts'

/** The effects that read and write slots. */
type InstallEffect = Extract<NodeEffect, { readonly type: 'plan' | 'find-full' | 'make' | 'sync' | 'verify' }>

/** How fast a device reads and hashes what is in a slot. */
const hashBytesPerSecond = 400 * 1024 * 1024

/** What a sync writes beside the chunks themselves. */
const syncBytes = 16 * 1024

/** Carries out in modelled flash what the engine decides about one release: plan, make, sync, verify. */
export class InstallJobs {
  readonly #session: DeviceBoot
  readonly #surroundings: Surroundings
  readonly #decoder: Station
  readonly #flash: Station
  readonly #reader: Station

  constructor(session: DeviceBoot, surroundings: Surroundings) {
    this.#session = session
    this.#surroundings = surroundings
    const { decodeBytesPerSecond, flashBytesPerSecond } = session.machine.facts
    this.#decoder = new Station(surroundings.clock, decodeBytesPerSecond)
    this.#flash = new Station(surroundings.clock, flashBytesPerSecond)
    this.#reader = new Station(surroundings.clock, hashBytesPerSecond)
  }

  /** Nothing that was begun ends. */
  stop(): void {
    for (const station of [this.#decoder, this.#flash, this.#reader]) station.stop()
  }

  carryOut(effect: InstallEffect): void {
    switch (effect.type) {
      case 'plan':
        return this.#plan(effect.job, effect.version)
      case 'find-full': {
        const tasks = effect.chunks.map((ref) => this.#session.machine.facts.release.fullTask(ref))
        this.#reader.work(1, () => this.#session.input({ type: 'full-found', job: effect.job, tasks }))
        return
      }
      case 'make':
        return this.#make(effect)
      case 'sync':
        this.#flash.work(syncBytes, () => {
          this.#session.machine.inactive.sync()
          this.#session.input({ type: 'synced', job: effect.job })
        })
        return
      case 'verify':
        return this.#verify(effect.job)
      default:
        return unreachable(effect)
    }
  }

  #plan(job: JobId, version: string): void {
    const { machine } = this.#session
    const { release, from } = machine.facts
    if (version !== release.version) {
      this.#session.input({ type: 'plan-failed', job, reason: `there is no release ${version}` })
      return
    }
    this.#session.input({ type: 'intend', group: release.groupOf(machine.version) })
    const lacking = release.documentsFor(from).filter(({ address }) => !machine.documents.has(address))
    this.#fetchDocuments(lacking, (came) => {
      if (came) this.#survey(job)
      else this.#session.input({ type: 'plan-failed', job, reason: 'nobody brought a document within 60 s' })
    })
  }

  #fetchDocuments([next, ...others]: readonly ModelledDocument[], then: (came: boolean) => void): void {
    if (next === undefined) return then(true)
    this.#session.document(next.address, next.bytes, (came) => {
      if (!came) return then(false)
      this.#session.machine.documents.add(next.address)
      this.#fetchDocuments(others, then)
    })
  }

  /** Reads both slots and forgets what the inactive one held before. */
  #survey(job: JobId): void {
    const { machine } = this.#session
    const { release } = machine.facts
    this.#reader.work(release.manifest.imageBytes, () => {
      const emptied = beginInstall(machine.boot)
      if (emptied.type === 'refused') {
        this.#session.input({ type: 'plan-failed', job, reason: emptied.reason })
        return
      }
      machine.boot = emptied.state
      machine.inactive.version = undefined
      const others = this.#surroundings.otherVersions(this.#session.endpoint)
      const plan = release.planFor(machine.version, machine.inactive.survey(), others)
      this.#session.planned(wanBound(payloadsOf(plan.tasks), 0).bytesMax)
      this.#session.input({ type: 'planned', job, plan })
    })
  }

  #make({ job, chunks, material }: Extract<InstallEffect, { readonly type: 'make' }>): void {
    const { machine, endpoint } = this.#session
    const { chunkBytes } = machine.facts.release.manifest
    const bytes = chunks.length * chunkBytes
    if (material.type === 'fetched' && endpoint.isForged(material.ticket)) {
      this.#surroundings.violated('no-forged-bytes', machine, `forged bytes at ${material.address} were accepted`)
    }
    const write = () =>
      void this.#flash.work(bytes, () => {
        if (machine.isDiskFull) {
          const failure = { type: 'slot-failed', reason: 'no space left on the slot' } as const
          this.#session.input({ type: 'make-failed', job, failure })
          return
        }
        if (machine.boot.slots[otherSlot(machine.running)] !== undefined) {
          this.#surroundings.violated(
            'boot-record-forgets',
            machine,
            'a slot is written that the boot record calls whole',
          )
        }
        for (const ref of chunks) machine.inactive.write(ref)
        this.#session.input({ type: 'made', job })
      })
    const isFinished = material.type === 'fetched' && kindOf(material.address) === 'chunk'
    if (isFinished) write()
    else this.#decoder.work(bytes, write)
  }

  #verify(job: JobId): void {
    const { machine } = this.#session
    const { release } = machine.facts
    check(machine.inactive.version === undefined, 'what is verified is not yet bootable')
    this.#reader.work(release.manifest.imageBytes, () => {
      if (!machine.inactive.isWhole) {
        this.#session.input({ type: 'verify-failed', job, reason: 'the image reads back as something else' })
        return
      }
      machine.counts.verifiedAt ??= this.#surroundings.seconds
      const content = { ...contentOf(release, release.version), slot: otherSlot(machine.running) }
      this.#session.input({ type: 'verified', job, release: content as unknown as VerifiedRelease })
    })
  }
}
