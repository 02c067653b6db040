import type { Flow } from './flow.ts'

/**
 * Flows in the order of what happens to them next, their end or a step of slow start: a binary heap that knows
 * every flow's place. A flow that is put off keeps its place and moves when it comes to the front: most are put
 * off many times before they end.
 */
export class DueQueue {
  readonly #flows: Flow[] = []

  /** The flow to which something happens first, at its {@link dueAt}. */
  peek(): Flow | undefined {
    for (;;) {
      const first = this.#flows[0]
      if (first === undefined || first.key === dueAt(first)) return first
      first.key = dueAt(first)
      this.#sink(first, 0)
    }
  }

  has(flow: Flow): boolean {
    return flow.place >= 0
  }

  /** Takes a flow in, or takes note of its new instants. */
  update(flow: Flow): void {
    const at = dueAt(flow)
    if (flow.place >= 0 && at >= flow.key) return
    flow.key = at
    this.#rise(flow, flow.place >= 0 ? flow.place : this.#flows.length)
  }

  /** Takes a flow out that is in. */
  remove(flow: Flow): void {
    const last = this.#flows.pop()
    if (last !== undefined && last !== flow) {
      if (isBefore(last, flow)) this.#rise(last, flow.place)
      else this.#sink(last, flow.place)
    }
    flow.place = -1
  }

  #rise(flow: Flow, from: number): void {
    const flows = this.#flows
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = flows[above] as Flow
      if (isBefore(parent, flow)) break
      flows[place] = parent
      parent.place = place
      place = above
    }
    flows[place] = flow
    flow.place = place
  }

  #sink(flow: Flow, from: number): void {
    const flows = this.#flows
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= flows.length) break
      if (below + 1 < flows.length && isBefore(flows[below + 1] as Flow, flows[below] as Flow)) below += 1
      const child = flows[below] as Flow
      if (isBefore(flow, child)) break
      flows[place] = child
      child.place = place
      place = below
    }
    flows[place] = flow
    flow.place = place
  }
}

/** The instant at which something happens to a flow, infinite where nothing does. */
export function dueAt({ endAt, growAt }: Flow): number {
  return endAt < growAt ? endAt : growAt
}

function isBefore(left: Flow, right: Flow): boolean {
  return left.key < right.key || (left.key === right.key && left.sequence < right.sequence)
}
