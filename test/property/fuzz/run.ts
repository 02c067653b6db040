import { parseArgs } from 'node:util'
import { allDecoders } from '#test/property/fuzz/decoders/all-decoders.ts'
import { fuzz, type Tally } from '#test/property/fuzz/fuzz.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'
import { judge, Violation } from '#test/property/fuzz/judge.ts'

const usage = `usage: node test/property/fuzz/run.ts [--runs N] [--seed N] [--decoder NAME [--input HEX]]

Gives every decoder N inputs, valid, damaged and senseless, and those that sign or verify a twentieth of them. Ends with 1
at the first input that a decoder does not answer by a value or an error of ours. --input decodes one input again.
`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    decoder: { type: 'string' },
    input: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const seed = Number(values.seed)
const decoders = allDecoders.filter(({ name }) => values.decoder === undefined || name === values.decoder)

if (values.help || !Number.isSafeInteger(runs) || !Number.isSafeInteger(seed) || decoders.length === 0) {
  process.stdout.write(`${usage}\ndecoders: ${allDecoders.map(({ name }) => name).join('; ')}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  process.stdout.write(`seed ${seed}\n${row(['decoder', 'runs', 'accepted', 'refused', 'slowest ms'])}`)
  for (const decoder of decoders) process.stdout.write(await rowOf(decoder))
}

/** The outcome for one decoder; a violation is told in full and ends the process with 1. */
async function rowOf(decoder: FuzzedDecoder): Promise<string> {
  try {
    if (values.input === undefined) return tallyRow(decoder, await fuzz(decoder, { runs, seed }))
    const { value, refusal } = await judge(decoder, Buffer.from(values.input, 'hex'))
    return `${decoder.name}: ${refusal ? `refused: ${refusal.message}` : JSON.stringify(value)}\n`
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    process.exitCode = 1
    return `VIOLATION ${error.message}\n  seed ${seed}, input ${Buffer.from(error.input).toString('hex')}\n`
  }
}

function tallyRow(decoder: FuzzedDecoder, { runs, accepted, refused, slowestMs }: Tally): string {
  return row([decoder.name, String(runs), String(accepted), String(refused), slowestMs.toFixed(1)])
}

function row([name = '', ...numbers]: readonly string[]): string {
  return `${name.padEnd(24)}${numbers.map((number) => number.padStart(12)).join('')}\n`
}
