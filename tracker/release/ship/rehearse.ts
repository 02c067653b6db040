import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { durationText } from '#adapters/terminal/quantity.ts'
import { UserError } from '#core/errors.ts'
import type { TemplateName } from '#tracker/engine/rollout/templates.ts'
import { type Audience, exchangeScenario, rolloutScenario } from './rehearsal-scenario.ts'

/** What is rehearsed: a drafted release, with the fleet that it is for. */
export interface Rehearsal extends Audience {
  /** The draft, which the simulator reads as a repository. */
  readonly directory: string
  /** Of the component that is simulated: the largest. */
  readonly component: string
  /** Undefined for a plan of its own, which the simulator does not know. */
  readonly template: TemplateName | undefined
  /** The file that `mycel` is started by. */
  readonly entry: string
}

/** What a run of the simulator says with `--json`, as far as it is read here. */
interface Summary {
  readonly passed: boolean
  readonly devices: number
  readonly sites: number
  readonly completion: { readonly max?: number }
  readonly judged: readonly { readonly met: boolean; readonly expectation: { readonly measure: string } }[]
}

/** How long one run may take, in ms, and how much it may print. */
const runTimeoutMs = 60_000
const outputBytesMax = 64 * 1024 * 1024

/**
 * Lets a modelled fleet take the release: first every device at once, then by the plan. Resolves with what came of it, in
 * words. Throws {@link UserError} where a promise was not kept.
 */
export async function rehearse(rehearsal: Rehearsal): Promise<string> {
  const exchange = await simulate(rehearsal, 'exchange', exchangeScenario(rehearsal))
  const { devices, sites, completion } = exchange
  const taken = `${devices} devices at ${sites} sites take it within ${durationText(Math.ceil(completion.max ?? 0))}`
  if (rehearsal.template === undefined) return taken
  await simulate(rehearsal, 'rollout', rolloutScenario(rehearsal, rehearsal.template))
  return `${taken}; the plan ${rehearsal.template} brings it to all`
}

async function simulate(rehearsal: Rehearsal, name: string, scenario: object): Promise<Summary> {
  const { directory, product, version, component, entry } = rehearsal
  const path = join(directory, `${name}.yaml`)
  await writeFile(path, JSON.stringify(scenario))
  const release = ['--release', directory, '--product', product, '--version', version, '--component', component]
  const words = [entry, 'sim', 'run', path, ...release, '--json']
  const { output, problem } = await run(words)
  const summary = readSummary(output)
  if (summary?.passed === true) return summary
  const broken = summary?.judged.filter(({ met }) => !met).map(({ expectation }) => expectation.measure) ?? []
  const what = broken.length > 0 ? `it does not keep ${broken.join(', ')}` : problem
  throw new UserError(`the rehearsal failed: ${what}; 'mycel ${words.slice(1, -1).join(' ')}' shows how`)
}

/** Runs the simulator as a process of its own: the vendor's rooms do not know it. */
function run(words: readonly string[]): Promise<{ readonly output: string; readonly problem: string }> {
  return new Promise((resolve) => {
    const limits = { timeout: runTimeoutMs, maxBuffer: outputBytesMax }
    execFile(process.execPath, [...words], limits, (error, output, errors) => {
      const said = errors.trim().split('\n').at(-1) ?? ''
      const isLate = error?.killed === true
      resolve({
        output,
        problem: isLate ? `it took more than ${runTimeoutMs / 1000} s` : said || String(error?.message),
      })
    })
  })
}

function readSummary(output: string): Summary | undefined {
  try {
    return JSON.parse(output) as Summary
  } catch {
    // It said what is wrong where people read it.
    return undefined
  }
}
