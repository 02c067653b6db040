import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant, later } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import { Fluid, type FluidLink } from '#sim/network/fluid.ts'

/** A transfer that starts at `atMs`, and is stopped `stopAfterMs` later if it still runs then. */
interface Plan {
  readonly atMs: number
  readonly over: readonly number[]
  readonly bytes: number
  readonly rateMax: number | undefined
  readonly roundTripMs: number | undefined
  readonly stopAfterMs: number | undefined
}

/** Bytes a second of the links of every network here. */
const rates: readonly number[] = [1_000_000, 1_000_000, 2_500_000, 400_000, 12_500_000]

const plan: fc.Arbitrary<Plan> = fc.record({
  atMs: fc.nat(500),
  over: fc.uniqueArray(fc.nat(rates.length - 1), { minLength: 1, maxLength: 3 }),
  bytes: fc.nat(300_000),
  rateMax: fc.option(fc.integer({ min: 10_000, max: 2_000_000 }), { nil: undefined }),
  roundTripMs: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  stopAfterMs: fc.option(fc.nat(300), { nil: undefined, freq: 4 }),
})
const plans = fc.array(plan, { maxLength: 30 })

/** How a planned transfer ended. */
interface End {
  readonly at: number
  readonly arrivedBytes: number
  readonly isDone: boolean
}

/** Carries plans out, and calls `watch` every ten milliseconds for five seconds. */
function carryOut(plans: readonly Plan[], watch: (links: readonly FluidLink[]) => void = () => {}) {
  const clock = new Clock()
  const network = new Fluid(clock)
  const links = rates.map((rate) => network.link(rate))
  const ends: (End | undefined)[] = plans.map(() => undefined)
  plans.forEach(({ atMs, over, bytes, rateMax, roundTripMs, stopAfterMs }, index) => {
    clock.at(instant(atMs * 1000), () => {
      const end = (isDone: boolean): void => {
        ends[index] ??= { at: clock.now, arrivedBytes: transfer.arrivedBytes(), isDone }
      }
      const crossed = over.map((link) => links[link] as FluidLink)
      const transfer = network.start({ links: crossed, bytes, rateMax, roundTripMs, done: () => end(true) })
      if (stopAfterMs === undefined) return
      clock.at(later(clock.now, stopAfterMs), () => {
        transfer.stop()
        end(false)
      })
    })
  })
  for (let ms = 0; ms <= 5000; ms += 10) clock.at(instant(ms * 1000), () => watch(links))
  clock.run(instant(1e12))
  return { ends, carriedBytes: links.map((link) => link.carriedBytes) }
}

test('all bytes of a transfer that is not stopped arrive, and not before its links and its cap allow', () => {
  fc.assert(
    fc.property(plans, (plans) => {
      const { ends } = carryOut(plans)

      plans.forEach(({ atMs, over, bytes, rateMax, stopAfterMs }, index) => {
        const end = ends[index] as End
        if (stopAfterMs === undefined) assert.ok(end.isDone)
        if (end.isDone) assert.equal(end.arrivedBytes, bytes)
        const rate = Math.min(rateMax ?? Number.POSITIVE_INFINITY, ...over.map((link) => rates[link] as number))
        assert.ok(end.at >= atMs * 1000 + (end.arrivedBytes / rate) * 1e6 - 1)
      })
    }),
  )
})

test('a link carries what its transfers moved, to the byte', () => {
  fc.assert(
    fc.property(plans, (plans) => {
      const { ends, carriedBytes } = carryOut(plans)

      const moved = rates.map((_, link) =>
        plans.reduce(
          (bytes, { over }, index) => bytes + (over.includes(link) ? (ends[index] as End).arrivedBytes : 0),
          0,
        ),
      )
      assert.deepEqual(carriedBytes, moved)
    }),
  )
})

test('at no time does a link carry more than its rate, or less than before', () => {
  fc.assert(
    fc.property(plans, (plans) => {
      let before = rates.map(() => 0)
      carryOut(plans, (links) => {
        const carried = links.map((link) => link.carriedBytes)
        carried.forEach((bytes, link) => {
          const most = (rates[link] as number) * 0.01 + plans.length
          const moved = bytes - (before[link] as number)
          assert.ok(moved >= 0 && moved <= most, `${moved} of at most ${most} bytes`)
        })
        before = carried
      })
    }),
    { numRuns: 50 },
  )
})

test('a link with bytes to carry rests at no time', () => {
  const bytes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(bytes, (bytes) => {
      const clock = new Clock()
      const network = new Fluid(clock)
      const links = [network.link(1_000_000)]
      for (const each of bytes) network.start({ links, bytes: each, done: () => {} })

      const end = clock.run(instant(1e12))

      const total = bytes.reduce((sum, each) => sum + each, 0)
      assert.ok(end >= total && end <= total + bytes.length)
    }),
  )
})

test('the same calls give the same ends', () => {
  fc.assert(
    fc.property(plans, (plans) => assert.deepEqual(carryOut(plans), carryOut(plans))),
    { numRuns: 30 },
  )
})
