import { Heap } from '#core/heap.ts'
import type { Flow, Pipe } from './flow.ts'

/** Shares that differ by less than this part count as equal, and a pipe with less to spare as full. */
const rounding = 1e-9

/**
 * Works out the max-min fair shares after `changed` pipes got other flows or another rate, and returns the flows
 * that it looked at. No flow could get more without another one, that has no more than it, getting less.
 *
 * Shares are fair when each flow is held back by its own `shareMax` or by a bottleneck: a full pipe on which nobody
 * has more (D. Bertsekas and R. Gallager, Data Networks, §6.5.2). So only the flows of changed pipes are filled at
 * first, around all the others; wherever that leaves a pipe that no longer is the bottleneck of its flows, its flows
 * are filled with them. Most changes end at the next card.
 */
export function shareFairly(changed: readonly Pipe[]): readonly Flow[] {
  const flows: Flow[] = []
  const pipes: Pipe[] = []
  let unfair = changed
  while (unfair.length > 0) {
    for (const pipe of unfair) open(pipe, flows, pipes)
    fill(flows, pipes)
    unfair = pipes.filter(isUnfair)
  }
  for (const flow of flows) flow.isOpen = false
  for (const pipe of pipes) {
    pipe.isCrossed = false
    pipe.isOpened = false
  }
  return flows
}

/** Lets all flows of a pipe take part. */
function open(pipe: Pipe, flows: Flow[], pipes: Pipe[]): void {
  if (!pipe.isCrossed) pipes.push(pipe)
  pipe.isCrossed = true
  pipe.isOpened = true
  for (const flow of pipe.flows) {
    if (flow.isOpen) continue
    flow.isOpen = true
    flows.push(flow)
    for (const crossed of flow.pipes) {
      if (crossed.isCrossed) continue
      crossed.isCrossed = true
      pipes.push(crossed)
    }
  }
}

/** Progressive filling: all open flows grow alike until something holds one back; that one is settled, the others grow on. */
function fill(flows: readonly Flow[], pipes: readonly Pipe[]): void {
  const capped: Flow[] = []
  for (const flow of flows) {
    flow.isWaiting = true
    if (flow.shareMax < Number.POSITIVE_INFINITY) capped.push(flow)
  }
  capped.sort((left, right) => right.shareMax - left.shareMax)
  const narrowing = new Heap(narrowestFirst)
  for (const pipe of pipes) {
    prepare(pipe)
    if (pipe.waiting === 0) continue
    pipe.level = shareOf(pipe)
    narrowing.push(pipe)
  }
  for (let pipe = narrowing.pop(); pipe !== undefined; pipe = narrowing.pop()) {
    if (pipe.waiting === 0) continue
    const share = shareOf(pipe)
    const isNarrowest = share <= (narrowing.peek()?.level ?? share)
    if (isNarrowest && !settleCapped(capped, share)) settleAll(pipe, share)
    if (pipe.waiting === 0) continue
    // Settled flows took less than their part of it, so that it allows the others more.
    pipe.level = shareOf(pipe)
    narrowing.push(pipe)
  }
}

function narrowestFirst(left: Pipe, right: Pipe): number {
  return left.level - right.level
}

/** Sums up the flows of a pipe that do not take part, and counts those that do. */
function prepare(pipe: Pipe): void {
  let free = pipe.bytesPerSecond
  let waiting = 0
  let most = 0
  let leastHeld = Number.POSITIVE_INFINITY
  for (const flow of pipe.flows) {
    if (flow.isOpen) {
      waiting += 1
      continue
    }
    const { share } = flow
    free -= share
    if (share > most) most = share
    if (flow.bottleneck === pipe && share < leastHeld) leastHeld = share
  }
  pipe.free = free
  pipe.waiting = waiting
  pipe.most = most
  pipe.leastHeld = leastHeld
}

/** What a pipe allows each flow that waits. */
function shareOf(pipe: Pipe): number {
  return Math.max(0, pipe.free) / pipe.waiting
}

/** Settles the flows that may not have more than `share`, and takes them from the list, slowest last. Says whether there were any. */
function settleCapped(capped: Flow[], share: number): boolean {
  let hasSettled = false
  for (let flow = capped.at(-1); flow !== undefined && flow.shareMax <= share; flow = capped.at(-1)) {
    capped.pop()
    if (!flow.isWaiting) continue
    settle(flow, flow.shareMax, undefined)
    hasSettled = true
  }
  return hasSettled
}

function settleAll(pipe: Pipe, share: number): void {
  for (const flow of pipe.flows) if (flow.isWaiting) settle(flow, share, pipe)
}

function settle(flow: Flow, share: number, bottleneck: Pipe | undefined): void {
  flow.share = share
  flow.bottleneck = bottleneck
  flow.isWaiting = false
  for (const pipe of flow.pipes) {
    pipe.free -= share
    pipe.waiting -= 1
    if (share > pipe.most) pipe.most = share
  }
  if (bottleneck !== undefined && share < bottleneck.leastHeld) bottleneck.leastHeld = share
}

/** Whether a pipe no longer is the bottleneck of a flow that it held back: another one has more, or it is not full. */
function isUnfair({ isOpened, leastHeld, most, free, bytesPerSecond }: Pipe): boolean {
  if (isOpened || leastHeld === Number.POSITIVE_INFINITY) return false
  return leastHeld < most * (1 - rounding) || free > bytesPerSecond * rounding
}
