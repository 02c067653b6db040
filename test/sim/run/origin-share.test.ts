import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '#core/engine.ts'
import { Clock } from '#sim/clock.ts'
import { Fluid } from '#sim/network/fluid.ts'
import { runScenario } from '#sim/run/run-scenario.ts'
import { fairLevel, OriginShare } from '#sim/run/source/origin-share.ts'
import { readScenario } from '#sim/scenario/read-scenario.ts'

test('what a slow site leaves over is for the others', () => {
  assert.equal(fairLevel(100, [10, 100, 100]), 45)
})

test('nobody is held back while there is enough for all', () => {
  assert.equal(fairLevel(100, [10, 20, 30]), Number.POSITIVE_INFINITY)
})

test('what the origin sends is divided among the sites that fetch, every second anew', () => {
  const clock = new Clock()
  const first = new Fluid(clock).link(1_000)
  const second = new Fluid(clock).link(1_000)
  const ends: number[] = []
  const send = (link: typeof first, bytes: number) =>
    link.network.start({ links: [link], bytes, done: () => void ends.push(clock.now / 1e6) })
  new OriginShare(clock, 1_000, [
    { link: first, bytesPerSecondMax: 1_000 },
    { link: second, bytesPerSecondMax: 1_000 },
  ]).start()
  send(first, 4_000)
  send(second, 1_500)

  clock.run(instant(20_000_000))

  // Both have 1,000 in the first second and 500 in the next two, at whose middle one ends; then the other has all.
  assert.deepEqual(ends, [2, 5])
})

test('an origin with a limit is what many sites wait for', () => {
  const text = `title: Eight sites behind an origin of 8 Mbit/s.
origin: 8 Mbit
fleet:
  sites: [{name: shop, sites: 8, devices: 2, wanDown: 20 Mbit, arriveWithin: 1 s}]
release: {image: 1 MiB, chunk: 64 KiB}`
  const scenario = readScenario(text, 'limited.yaml')

  const limited = runScenario(scenario, { seed: 1 })
  const free = runScenario({ ...scenario, originMbit: undefined }, { seed: 1 })

  const last = ({ sites }: typeof limited) => Math.max(...sites.map(({ lastVerifiedAt = 0 }) => lastVerifiedAt))
  const bytesPerSecond = limited.originBytes / last(limited)
  assert.ok(last(limited) > 2 * last(free), `${last(limited)} s, ${last(free)} s without`)
  assert.ok(bytesPerSecond < 1_100_000 && bytesPerSecond > 700_000, `${bytesPerSecond} bytes/s`)
})
