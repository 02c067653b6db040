import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '#core/engine.ts'
import { DueQueue, dueAt } from '#sim/network/due-queue.ts'
import { type Flow, makeFlow } from '#sim/network/flow.ts'

/** A flow that ends at an instant: as a queue sees it, all that there is to it. */
function ending(sequence: number, endAt: number): Flow {
  const flow = makeFlow({
    sequence,
    pipes: [],
    bytes: 1,
    rateMax: 1,
    roundTripMs: 0,
    now: instant(0),
    done: () => {},
  })
  flow.endAt = endAt
  return flow
}

/** Takes all flows out, first to last. */
function drain(queue: DueQueue): Flow[] {
  const flows: Flow[] = []
  for (let flow = queue.peek(); flow !== undefined; flow = queue.peek()) {
    flows.push(flow)
    queue.remove(flow)
  }
  return flows
}

const endings = fc.array(
  fc.record({ endAt: fc.nat(50), movedTo: fc.option(fc.nat(50), { nil: undefined }), isRemoved: fc.boolean() }),
  { minLength: 30, maxLength: 60 },
)

test('whatever is moved and removed, flows come out in the order of their ends, then of their starts', () => {
  fc.assert(
    fc.property(endings, (endings) => {
      const queue = new DueQueue()
      const flows = endings.map(({ endAt }, index) => ending(index, endAt))
      for (const flow of flows) queue.update(flow)
      endings.forEach(({ movedTo }, index) => {
        const flow = flows[index] as Flow
        flow.endAt = movedTo ?? flow.endAt
        queue.update(flow)
      })
      endings.forEach(({ isRemoved }, index) => {
        if (isRemoved) queue.remove(flows[index] as Flow)
      })

      const seen = drain(queue)

      const kept = flows.filter((_, index) => !endings[index]?.isRemoved)
      const expected = kept.sort((left, right) => dueAt(left) - dueAt(right) || left.sequence - right.sequence)
      assert.deepEqual(
        seen.map(({ sequence }) => sequence),
        expected.map(({ sequence }) => sequence),
      )
    }),
  )
})
