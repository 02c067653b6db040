import type { Address } from '#core/address.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import type { WhenExceeded } from '#core/link/rules.ts'
import { cheapestPayload, payloadsOf, type WanBound, wanBound } from '#core/link/wan-bound.ts'
import type { PlannedChunk } from '#core/plan/image-plan.ts'
import type { ComponentInstall } from '#node/install/component-install.ts'
import type { LinkStatus } from '#node/link/link-keeper.ts'

/** Payloads that are lacking, and the chunks that they make. */
export interface PayloadCount {
  readonly chunks: number
  readonly payloads: number
  readonly bytes: number
}

/** Where the chunks of one component come from: the four ways add up to all of them. */
export interface ComponentPlan {
  readonly name: string
  readonly imageBytes: number
  readonly chunkBytes: number
  readonly chunks: number
  /** In the inactive slot already. */
  readonly present: number
  /** Made from the active slot: zeros and copies. */
  readonly local: number
  readonly patches: PayloadCount
  readonly full: PayloadCount
  /** Of those that need payloads: a neighbour has now what makes them. */
  readonly offered: number
}

/** What taking a release would fetch from where, and what it may cost on the WAN; `docs/operations.md` describes it. */
export interface ReleasePlan {
  readonly product: string
  readonly version: string
  /** What runs, and from which slot. */
  readonly running: string
  readonly slot: SlotName
  readonly components: readonly ComponentPlan[]
  readonly neighbours: number
  readonly tracker: boolean
  readonly wan: WanBound & {
    /** The owner's budget for the release; null where there is none. */
    readonly budgetBytes: number | null
    readonly whenExceeded: WhenExceeded
  }
  readonly link: LinkStatus
}

/** What one component takes, by its plan. `isOffered` says whether a neighbour has one of these addresses now. */
export function componentPlan(
  component: ComponentInstall,
  isOffered: (addresses: readonly Address[]) => boolean,
): ComponentPlan {
  const { name, manifest } = component
  const planned = [...component.planned.values()]
  const local = planned.filter((chunk) => chunk.local !== undefined)
  const lacking = planned.filter((chunk) => chunk.local === undefined)
  const full = lacking.filter((chunk) => isFull(component, chunk))
  const patches = lacking.filter((chunk) => !full.includes(chunk))
  return {
    name,
    imageBytes: manifest.imageBytes,
    chunkBytes: manifest.chunkBytes,
    chunks: manifest.chunkCount,
    present: manifest.chunkCount - planned.length,
    local: local.length,
    patches: countOf(patches),
    full: countOf(full),
    offered: lacking.filter(({ ways }) => isOffered(ways.map(({ address }) => address))).length,
  }
}

/** What all components together may bring over the WAN. */
export function boundOf(components: readonly ComponentInstall[], documentBytes: number): WanBound {
  const chunks = components.flatMap((component) => [...component.planned.values()])
  return wanBound(payloadsOf(chunks), documentBytes)
}

function isFull(component: ComponentInstall, { chunk, ways }: PlannedChunk): boolean {
  return component.isFullPayload(cheapestPayload(ways)?.address, chunk)
}

function countOf(chunks: readonly PlannedChunk[]): PayloadCount {
  const payloads = [...payloadsOf(chunks).values()]
  return { chunks: chunks.length, payloads: payloads.length, bytes: payloads.reduce((sum, bytes) => sum + bytes, 0) }
}
