import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import { bytesText } from '#adapters/terminal/quantity.ts'
import { otherSlot } from '#core/boot/boot-state.ts'
import { linkText } from '#node/status/link-text.ts'
import type { ComponentPlan, PayloadCount, ReleasePlan } from './release-plan.ts'

/** A plan on one screen; `explain` says of each component where its chunks come from, and what the bound is made of. */
export function planText(plan: ReleasePlan, { explain }: { readonly explain: boolean }): string {
  const { product, version, running, slot, components, wan } = plan
  const facts: readonly Fact[] = [
    ['release', `${version} of ${product}; ${running} runs from slot ${slot}`],
    ...components.map(
      (component): Fact => [component.name, ...(explain ? explained(component, plan) : [summary(component)])],
    ),
    ['peers', `${plan.neighbours} on this site, tracker ${plan.tracker ? 'connected' : 'OUT OF REACH'}`],
    ['at most', ...boundLines(wan, explain)],
    ['beyond it', ...policyLines(wan)],
    ['WAN now', ...linkText(plan.link)],
  ]
  return factList(facts)
}

function summary({ chunks, present, local, patches, full }: ComponentPlan): string {
  const bytes = bytesText(patches.bytes + full.bytes)
  return `${chunks} chunks: ${present + local} are on this device, ${patches.chunks + full.chunks} travel (${bytes})`
}

function explained(component: ComponentPlan, { slot }: ReleasePlan): readonly string[] {
  const { chunks, chunkBytes, imageBytes, present, local, patches, full, offered } = component
  return [
    `${bytesText(imageBytes)} in ${chunks} chunks of ${bytesText(chunkBytes)}, of which`,
    `${present} are in slot ${otherSlot(slot)} already`,
    `${local} are made from slot ${slot}`,
    `${patches.chunks} are patched with ${payloadText(patches)}`,
    `${full.chunks} travel whole, compressed, in ${payloadText(full)}`,
    `neighbours have what makes ${offered} of these ${patches.chunks + full.chunks} now`,
  ]
}

function payloadText({ payloads, bytes }: PayloadCount): string {
  return `${payloads} ${payloads === 1 ? 'payload' : 'payloads'} of ${bytesText(bytes)}`
}

function boundLines(wan: ReleasePlan['wan'], explain: boolean): readonly string[] {
  const { bytesMax, documentBytes, payloadBytes, againBytes } = wan
  const total = `${bytesText(bytesMax)} over the WAN, if no neighbour brings anything`
  if (!explain) return [total]
  return [
    `${total}:`,
    `${bytesText(payloadBytes)} of payloads, each once`,
    `${bytesText(documentBytes)} of documents: release, deltas, pages`,
    `${bytesText(againBytes)} for fetches that are cut short and begin anew;`,
    'headers of TCP, Noise and yamux add about 6 % on the wire',
  ]
}

function policyLines({ whenExceeded, budgetBytes, bytesMax }: ReleasePlan['wan']): readonly string[] {
  if (whenExceeded === 'fetch-anyway') return ['it goes on over the WAN (when-exceeded = "fetch-anyway")']
  const waits = 'it waits for neighbours (when-exceeded = "wait-for-neighbours")'
  if (budgetBytes === null || budgetBytes >= bytesMax) return [waits]
  return [waits, `and so it does beyond the budget of ${bytesText(budgetBytes)} (wan-budget-mib)`]
}
