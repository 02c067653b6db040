import { instant } from '#core/engine.ts'
import { Life } from './life.ts'
import type { DeviceEvent, Machine } from './machine.ts'
import { Wan, type WanFacts } from './node/wan.ts'

/** How a device can come to rest: on the new firmware, or on the old one after its trial failed. */
export type Rest = 'confirmed' | 'rolled-back'

/** How a life ended: by a cut, at rest, or without either in the time that it was given. */
export type LifeEnd = 'cut' | 'stuck' | Rest

/** In this time of one life any device comes to rest, in seconds: a few retries and three trials. */
const lifeSecondsMax = 900

/** So slow that payloads come before, between and after syncs, which are 200 ms apart. */
const wanFacts: WanFacts = { bytesPerSecond: 512 * 1024, latencyMs: 10, overhead: 1 }

/** Lets a device live from power-on until it is at rest or its power goes. A neighbour hears what it has. */
export async function live(powered: Omit<Machine, 'bootMs' | 'wan' | 'hasNeighbour' | 'observe'>): Promise<LifeEnd> {
  const { board, clock, witness, update } = powered
  let rest: Rest | undefined
  let booted: string | undefined
  const observe = (event: DeviceEvent) => {
    if (event.type === 'boot') booted = event.version
    if (event.type !== 'phase') return
    const { phase } = event
    if (phase === 'confirmed' || (phase === 'idle' && booted === update.to.version)) rest = 'confirmed'
    if (phase === 'rolled-back') rest = 'rolled-back'
  }
  const wan = new Wan(clock, update.repository, { ...wanFacts, isPublished: true })
  const life = new Life({ ...powered, bootMs: 0, wan, hasNeighbour: true, observe })
  life.start()
  const isOver = () => board.power.isOff || life.isStuck || rest !== undefined
  await clock.run(instant(lifeSecondsMax * 1_000_000), isOver)
  if (!board.power.isOff) return rest ?? 'stuck'
  life.stop()
  witness.cut(clock.now)
  return 'cut'
}
