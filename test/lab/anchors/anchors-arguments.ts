import { parseArgs } from 'node:util'
import { LabUsage, parseLabArguments } from '#test/lab/lab-arguments.ts'
import type { LabShape } from '#test/lab/topology.ts'

/** What can be measured side by side, in the order of the table. */
export const contestants = ['squid', 'libtorrent', 'aria2', 'mycel'] as const

/** One of {@link contestants}. */
export type Contestant = (typeof contestants)[number]

/** What a run of the anchors is asked for. */
export interface AnchorsPlan {
  readonly shape: LabShape
  readonly payloadBytes: number
  readonly only: readonly Contestant[]
  /** The words that say the same to `npm run lab`. */
  readonly labWords: readonly string[]
  readonly write: boolean
  readonly json: boolean
}

const usage = `usage: npm run lab:anchors -- [--sites 1] [--devices 20] [--wan 20] [--lan 200] [--payload 64MiB]
                             [--only ${contestants.join(',')}] [--write] [--json]`

/** Reads the command line. Throws {@link LabUsage}. */
export function parseAnchorsArguments(words: readonly string[]): AnchorsPlan {
  const { sites, devices, wan, lan, payload, only, write, json } = parse(words)
  const labWords = ['--sites', sites, '--devices', devices, '--wan', wan, '--lan', lan, '--payload', payload]
  const { shape, input } = parseLabArguments(labWords)
  if (input.type !== 'payload') throw new LabUsage(usage)
  return { shape, payloadBytes: input.bytes, only: chosen(only), labWords, write, json }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        sites: { type: 'string', default: '1' },
        devices: { type: 'string', default: '20' },
        wan: { type: 'string', default: '20' },
        lan: { type: 'string', default: '200' },
        payload: { type: 'string', default: '64MiB' },
        only: { type: 'string', default: contestants.join(',') },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new LabUsage(`${(error as Error).message}\n${usage}`)
  }
}

function chosen(text: string): readonly Contestant[] {
  const names = text.split(',')
  const unknown = names.find((name) => !contestants.some((contestant) => contestant === name))
  if (unknown !== undefined) throw new LabUsage(`--only takes ${contestants.join(', ')}, not ${unknown}\n${usage}`)
  return contestants.filter((contestant) => names.includes(contestant))
}
