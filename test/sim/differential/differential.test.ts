import { before, test } from 'node:test'
import type { Phase } from '#node/engine/contract.ts'
import { Random } from '#sim/random.ts'
import { type BuiltCase, buildCase, type CaseFault, runBoth } from './both.ts'
import { randomShape, type UpdateShape } from './images.ts'
import { assertSame } from './outcome.ts'
import { randomFaults } from './random-faults.ts'

/** Faults that can break a fetch off. */
const breaking: readonly CaseFault['kind'][] = [
  'crash',
  'power-cut',
  'tracker-down',
  'wan-down',
  'disk-full',
  'tracker-forges',
]

const patched: UpdateShape = {
  changes: ['same', 'touched', 'touched', 'moved', 'zero', 'new', 'new', 'touched', 'same', 'new', 'touched', 'new'],
  shortBytes: 1000,
  hasBase: true,
}

let built: Readonly<Record<'patched' | 'fulls', BuiltCase>>

before(async () => {
  built = { patched: await buildCase(patched), fulls: await buildCase({ ...patched, hasBase: false }) }
})

const cases: Readonly<Record<string, { readonly of?: 'fulls'; readonly faults: readonly CaseFault[] }>> = {
  'an update by patches': { faults: [] },
  'an update without a base': { of: 'fulls', faults: [] },
  'a crash while it plans': { faults: [{ kind: 'crash', phase: 'planning', afterSeconds: 0.06, seconds: 1 }] },
  'a crash while it fetches': { faults: [{ kind: 'crash', phase: 'fetching', afterSeconds: 1.5, seconds: 1 }] },
  'a crash of a staged device': { faults: [{ kind: 'crash', phase: 'staged', afterSeconds: 0.5, seconds: 1 }] },
  'a crash in the trial': { faults: [{ kind: 'crash', phase: 'trial', afterSeconds: 0.02, seconds: 1 }] },
  'a power cut while it plans': { faults: [{ kind: 'power-cut', phase: 'planning', afterSeconds: 0.06, seconds: 5 }] },
  'a power cut while it fetches': { faults: [{ kind: 'power-cut', phase: 'fetching', afterSeconds: 1.5, seconds: 5 }] },
  'two power cuts while it fetches': {
    of: 'fulls',
    faults: [
      { kind: 'power-cut', phase: 'fetching', afterSeconds: 1.5, seconds: 5 },
      { kind: 'power-cut', phase: 'fetching', afterSeconds: 10, seconds: 5 },
    ],
  },
  'a power cut of a staged device': { faults: [{ kind: 'power-cut', phase: 'staged', afterSeconds: 0.5, seconds: 5 }] },
  'a power cut in the trial': { faults: [{ kind: 'power-cut', phase: 'trial', afterSeconds: 0.02, seconds: 5 }] },
  'firmware that is not healthy': { faults: [{ kind: 'unhealthy', phase: 'idle', afterSeconds: 0, seconds: 0 }] },
  'firmware that hangs': { faults: [{ kind: 'hangs', phase: 'idle', afterSeconds: 0, seconds: 0 }] },
  'firmware that does not boot': { faults: [{ kind: 'no-boot', phase: 'idle', afterSeconds: 0, seconds: 0 }] },
  'bit rot': { faults: [{ kind: 'bit-rot', phase: 'fetching', afterSeconds: 1.5, seconds: 0 }] },
  'bit rot of full payloads': {
    of: 'fulls',
    faults: [{ kind: 'bit-rot', phase: 'fetching', afterSeconds: 3, seconds: 0 }],
  },
  'a full disk': { faults: [{ kind: 'disk-full', phase: 'fetching', afterSeconds: 1.1, seconds: 30 }] },
  'a tracker that is away for a while': {
    faults: [{ kind: 'tracker-down', phase: 'fetching', afterSeconds: 1.5, seconds: 30 }],
  },
  'a tracker that is away while it plans': {
    faults: [{ kind: 'tracker-down', phase: 'planning', afterSeconds: 0.02, seconds: 90 }],
  },
  'a tracker that is away in the trial': {
    faults: [{ kind: 'tracker-down', phase: 'trial', afterSeconds: -5, seconds: 600 }],
  },
  'a tracker that forges one payload': {
    faults: [{ kind: 'tracker-forges', phase: 'fetching', afterSeconds: 0.5, seconds: 0.8 }],
  },
  'a tracker that forges documents': {
    faults: [{ kind: 'tracker-forges', phase: 'planning', afterSeconds: -0.01, seconds: 0.6 }],
  },
  'a tracker that forges all': {
    of: 'fulls',
    faults: [{ kind: 'tracker-forges', phase: 'fetching', afterSeconds: 0, seconds: 1000 }],
  },
  'a WAN that is cut for a while': {
    faults: [{ kind: 'wan-down', phase: 'fetching', afterSeconds: 1.5, seconds: 30 }],
  },
  'a WAN that is cut for long': { faults: [{ kind: 'wan-down', phase: 'fetching', afterSeconds: 1.5, seconds: 200 }] },
}

for (const [name, { of = 'patched', faults }] of Object.entries(cases)) {
  test(`${name} goes the same way in both fidelities`, async () => {
    const { full, modelled } = await runBoth(built[of], { seed: 1, faults })

    assertSame(full, modelled, breaksOf(faults))
  })
}

/** Images by chance, each for several seeds: to build them takes longest. */
const shapes = 4
const builtShapes = new Map<number, Promise<BuiltCase>>()

function builtShape(shape: number): Promise<BuiltCase> {
  const known = builtShapes.get(shape)
  if (known !== undefined) return known
  const made = buildCase(randomShape(new Random(shape).stream('differential shape')))
  builtShapes.set(shape, made)
  return made
}

for (let seed = 1; seed <= 20; seed += 1) {
  test(`what chance makes of seed ${seed} goes the same way in both fidelities`, async (t) => {
    const faults = randomFaults(new Random(seed).stream('differential faults'))
    t.diagnostic(JSON.stringify({ shape: seed % shapes, faults }))
    const chosen = await builtShape(seed % shapes)

    const { full, modelled } = await runBoth(chosen, { seed, faults })

    assertSame(full, modelled, breaksOf(faults))
  })
}

/** How often a case may break fetches off: all that travels does so before it is verified. */
function breaksOf(faults: readonly CaseFault[]): number {
  const phases: readonly Phase[] = ['planning', 'fetching']
  return faults.filter(({ kind, phase }) => breaking.includes(kind) && phases.includes(phase)).length
}
