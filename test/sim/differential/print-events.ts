/** Prints the events of one case in both fidelities, a line each: two processes must print the same. */
import { buildCase, fullEvents, modelledEvents } from './both.ts'

const shape = { changes: ['same', 'touched', 'new', 'zero', 'new', 'touched'], shortBytes: 10, hasBase: true } as const
const asked = {
  seed: 7,
  faults: [
    { kind: 'power-cut', phase: 'fetching', afterSeconds: 0.7, seconds: 5 },
    { kind: 'unhealthy', phase: 'idle', afterSeconds: 0, seconds: 0 },
  ],
} as const

const built = await buildCase(shape)
const { events: full } = await fullEvents(built, asked)
const { events: modelled } = modelledEvents(built, asked)
for (const event of [...full, ...modelled]) process.stdout.write(`${JSON.stringify(event)}\n`)
