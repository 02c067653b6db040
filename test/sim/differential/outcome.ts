/** What both fidelities must agree on, read from the events of a run. */
import assert from 'node:assert/strict'
import type { Address } from '#core/address.ts'
import type { RunEvent } from '#sim/run/result.ts'
import { chunkBytes } from './images.ts'

/** Fetches that are under way at once, and can be broken off by one thing. */
const fetchesAtOnce = 4

/** Each of them may have ended in one fidelity just before it is broken off in the other: a chunk, and what encodes it. */
const brokenBytesMax = fetchesAtOnce * (chunkBytes + 16)

/** A payload by what it makes and how long it is: its address is not the same where bytes are only counted. */
export type PayloadNames = ReadonlyMap<Address, string>

/** How a run went, without its times. */
export interface Outcome {
  /** Phases with their versions, boots with their slots, reboots and boots that failed, in their order. */
  readonly story: readonly string[]
  /** Every payload that was asked for, as often as it was, in the order of the names. */
  readonly payloads: readonly string[]
  /** Payload bytes that came over the WAN, where nothing was broken off. */
  readonly payloadBytes: number
}

/** Reads the events of one device; what is fetched and is no payload is a document. */
export function outcomeOf(
  events: readonly RunEvent[],
  { names, wanBytes }: { readonly names: PayloadNames; readonly wanBytes: number },
): Outcome {
  const fetches = events.filter(({ event }) => event === 'fetch')
  const isPayload = ({ address }: RunEvent) => names.has(address as Address)
  const documentBytes = fetches
    .filter((fetch) => !isPayload(fetch))
    .reduce((sum, fetch) => sum + Number(fetch['bytes']), 0)
  return {
    story: events.flatMap(told),
    payloads: fetches.flatMap(({ address }) => names.get(address as Address) ?? []).toSorted(),
    payloadBytes: wanBytes - documentBytes,
  }
}

/** The names of payloads, from what a plan says that they make. */
export function payloadNames(tasks: Iterable<PlannedTask>): PayloadNames {
  const uses = new Map<Address, { readonly bytes: number; readonly refs: Set<number> }>()
  for (const { ref, ways } of tasks) {
    for (const { address, bytes } of ways) {
      if (!address.startsWith('payload:')) continue
      const use = uses.get(address) ?? { bytes, refs: new Set() }
      use.refs.add(ref)
      uses.set(address, use)
    }
  }
  return new Map(
    Array.from(uses, ([address, { bytes, refs }]) => [
      address,
      `chunks ${[...refs].toSorted((a, b) => a - b).join(' ')} of ${bytes} bytes`,
    ]),
  )
}

/** What of a task names payloads. */
export interface PlannedTask {
  readonly ref: number
  readonly ways: readonly { readonly address: Address; readonly bytes: number }[]
}

/**
 * Asserts that a case went the same way: to the byte, unless a fault broke fetches off. Which ones those are follows from
 * the hashes of addresses, so that then only what was asked for at all is the same.
 */
export function assertSame(full: Outcome, modelled: Outcome, breaks: number): void {
  assert.deepEqual(full.story, modelled.story)
  if (breaks === 0) return assert.deepEqual(full, modelled)
  assert.deepEqual(new Set(full.payloads), new Set(modelled.payloads))
  const again = full.payloads.length - modelled.payloads.length
  assert.ok(Math.abs(again) <= fetchesAtOnce * breaks, `${again} more fetches in full`)
  const more = full.payloadBytes - modelled.payloadBytes
  assert.ok(Math.abs(more) <= brokenBytesMax * breaks, `${more} more bytes in full`)
}

function told({ event, ...fields }: RunEvent): readonly string[] {
  switch (event) {
    case 'phase':
      return [`${fields['phase']} ${fields['version'] ?? ''}`]
    case 'boot':
      return [`boots ${fields['slot']} ${fields['version']}`]
    case 'boot-failed':
      return [`boot fails: ${fields['how']}`]
    case 'reboot':
    case 'published':
    case 'ban':
      return [event]
    case 'fault':
      return [`fault: ${fields['kind']}`]
    default:
      return []
  }
}
