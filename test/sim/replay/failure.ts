import { check } from '#core/check.ts'
import type { Fault } from '#sim/faults/fault.ts'
import { type Replay, replayOf } from '#sim/replay/replay.ts'
import type { Scenario } from '#sim/scenario/scenario.ts'
import { read } from '#test/sim/scenario/read.ts'
import { runWith } from '#test/sim/small-scenario.ts'

/**
 * A run that breaks the rule 'converges', without a bug: at the site without a WAN the only device that has the release
 * forges it, and there is no other way. What happens at the other sites does not matter.
 */
export function failure(): { readonly replay: Replay; readonly scenario: Scenario } {
  const scenario = read(`title: Three sites, one of which is misled.
fleet:
  defaults: {devices: 4, wanDown: 8 Mbit}
  sites:
    - {name: shop, sites: 2}
    - {name: plant, devices: 8, hasWan: false, updated: 12.5 %}
release: {image: 1 MiB, chunk: 64 KiB}
endsAfter: 1 h
`)
  const [forger, ...others] = [8, 1, 2, 9, 10]
  const faults: readonly Fault[] = [
    { kind: 'tracker-down', at: 1, seconds: 20 },
    { kind: 'corrupt', at: 0, seconds: 60, device: forger as number },
    ...others.map((device) => ({ kind: 'crash', at: 2, seconds: 5, device }) as const),
    { kind: 'wan-down', at: 3, seconds: 5, site: 1 },
  ]
  const replay = replayOf(scenario, runWith(scenario, ...faults))
  check(replay !== undefined, 'devices that nobody serves do not converge')
  return { replay, scenario }
}
