import { parseArgs } from 'node:util'
import { messageOf } from '#core/errors.ts'
import { crashCases } from '#sim/full/crash-case.ts'
import type { CrashPlan } from '#sim/full/crash-points.ts'

/** What `npm run crash-points` is asked for. */
export interface CrashArguments extends Pick<CrashPlan, 'seeds' | 'shard' | 'only' | 'untilFound'> {
  readonly json: boolean
}

/** A command line that cannot be read; the message says what to write. */
export class CrashUsage extends Error {}

const usage = `usage: npm run crash-points -- [--seeds 40] [--shard 0/1] [--case NAME --point N] [--first] [--json]

Cuts the power of one device after every write and every sync of a whole update, and for each of the seeds lets it go on
from what the cut left. --shard takes every n-th point, --case and --point only one; --first stops at the first point
where anything is broken. Ends with 1 then.
  cases: ${crashCases.map(({ name }) => name).join(', ')}`

/** The most seeds of one run. */
const seedsMax = 100_000

/** Reads the command line. Throws {@link CrashUsage}. */
export function parseCrashArguments(words: readonly string[]): CrashArguments {
  const { seeds, shard, json, first, ...only } = parse(words)
  return {
    seeds: Array.from({ length: whole('--seeds', seeds, { min: 1, max: seedsMax }) }, (_, seed) => seed),
    shard: parseShard(shard),
    ...parseOnly(only),
    untilFound: first,
    json,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        seeds: { type: 'string', default: '40' },
        shard: { type: 'string', default: '0/1' },
        case: { type: 'string' },
        point: { type: 'string' },
        first: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new CrashUsage(`${messageOf(error)}\n${usage}`)
  }
}

function parseShard(text: string): CrashPlan['shard'] {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  if (index === undefined || Number(index) >= Number(count)) {
    throw new CrashUsage(`--shard takes i/n with i from 0 to n - 1, not ${JSON.stringify(text)}\n${usage}`)
  }
  return { index: Number(index), count: Number(count) }
}

function parseOnly(given: { readonly case?: string; readonly point?: string }): Pick<CrashPlan, 'only'> {
  if (given.case === undefined && given.point === undefined) return {}
  const known = crashCases.find(({ name }) => name === given.case)
  if (known === undefined || given.point === undefined) {
    throw new CrashUsage(`--case takes the name of a case, and --point one of its points\n${usage}`)
  }
  return { only: { caseName: known.name, point: whole('--point', given.point, { min: 1, max: 1_000_000 }) } }
}

function whole(option: string, text: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= min && number <= max) return number
  throw new CrashUsage(`${option} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}\n${usage}`)
}
