import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { parse, stringify } from 'yaml'
import { jsonText, print } from '#adapters/terminal/print.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { CreatedRollout, PlannedRollout, RolloutDetail, RolloutSummary } from '#tracker/api/schema/rollout.ts'
import type { RolloutAction } from '#tracker/engine/rollout/contract.ts'
import { templateNames } from '#tracker/engine/rollout/templates.ts'
import { createdText, rolloutsTable, rolloutText, steeredText } from './rollout-text.ts'
import { TrackerClient } from './tracker-client.ts'
import { type TrackerPlace, withTrackerPlace } from './tracker-place.ts'

type JsonOptions = TrackerPlace & { readonly json?: boolean }

interface CreateOptions extends JsonOptions {
  readonly template?: string
  readonly plan?: string
  readonly product?: string
  readonly version?: string
  readonly id?: string
  readonly critical?: boolean
  /** False with --no-rings. */
  readonly rings: boolean
  readonly keyMetric?: string
  readonly advisoryDate?: string
  readonly dryRun?: boolean
}

interface AbortOptions extends JsonOptions {
  readonly takeBack?: boolean
  readonly rollback?: boolean
}

/** The largest file of a plan, in characters. */
const planLengthMax = 256 * 1024

/** What can be asked of a rollout by its id alone. */
const actions = {
  pause: 'nobody begins any more; who has begun goes on',
  resume: 'go on after a pause',
  approve: 'let the next phase open, where a phase waits for a person',
  cancel: 'end it: nobody else begins, and who has the release keeps it',
} as const satisfies Partial<Record<RolloutAction, string>>

/** Adds `rollout create`, `list`, `status` and what steers one to the program. */
export function registerRolloutCommands(program: Command): void {
  const rollout = program.command('rollout').description('roll releases out step by step, and steer that')
  registerCreate(rollout)
  withTrackerPlace(rollout.command('list'))
    .description('list rollouts, newest first')
    .option('--json', 'print one JSON object')
    .action(list)
  withTrackerPlace(rollout.command('status'))
    .argument('<id>', 'the id of the rollout, from rollout list')
    .description('show how a rollout stands, what it waits for, and what happened')
    .option('--json', 'print one JSON object')
    .action(status)
  for (const [action, about] of Object.entries(actions)) {
    withTrackerPlace(rollout.command(action))
      .argument('<id>', 'the id of the rollout')
      .description(about)
      .option('--json', 'print one JSON object')
      .action((id: string, options: JsonOptions, command: Command) =>
        steer(id, action as RolloutAction, { options, command }),
      )
  }
  withTrackerPlace(rollout.command('abort'))
    .argument('<id>', 'the id of the rollout')
    .description('stop it: who has not booted the release yet drops it')
    .option('--take-back', 'devices that run it go back to the release before')
    .option('--rollback', 'the same as --take-back')
    .option('--json', 'print one JSON object')
    .action((id: string, options: AbortOptions, command: Command) => {
      const takeBack = options.takeBack === true || options.rollback === true
      return steer(id, takeBack ? 'abort-and-take-back' : 'abort', { options, command })
    })
}

function registerCreate(rollout: Command): void {
  withTrackerPlace(rollout.command('create'))
    .description('begin a rollout by a template or a plan of your own: its first phase opens at once')
    .addOption(new Option('--template <name>', 'a plan that needs no thinking').choices(templateNames))
    .option('--plan <file>', 'a plan in YAML; --dry-run prints that of a template to begin with')
    .option('--product <name>', 'the kind of device')
    .option('--version <version>', 'the release that is rolled out')
    .option('--id <name>', 'a name for the rollout (without: PRODUCT-VERSION)')
    .option('--critical', 'leave out windows, jitter and skips')
    .option('--no-rings', 'take shares of all devices, also where the template has rings')
    .option('--key-metric <gauge>', 'stop where this gauge of health.d is more than 5 % lower on updated devices')
    .option('--advisory-date <yyyy-mm-dd>', 'when what it mends became known: times to patch are counted from there')
    .option('--dry-run', 'print the plan in YAML, and begin nothing')
    .option('--json', 'print one JSON object')
    .action(create)
}

async function create(options: CreateOptions, command: Command): Promise<void> {
  const body = await orderOf(options)
  const client = await TrackerClient.at(options)
  if (options.dryRun === true) {
    const planned = await client.ask<PlannedRollout>({
      method: 'POST',
      path: '/v1/rollout-plans',
      body,
    })
    const notes = planned.warnings.map((warning) => `# ${warning}\n`).join('')
    return print(command, options.json === true ? jsonText(planned) : notes + stringify(planned.plan))
  }
  const created = await client.ask<CreatedRollout>({ method: 'POST', path: '/v1/rollouts', body })
  print(command, options.json === true ? jsonText(created) : createdText(created))
}

/** What a file and the options of the command line say together; options count more. Throws {@link UserError}. */
async function orderOf(options: CreateOptions): Promise<object> {
  const { template, plan, product, version, id, critical, rings, keyMetric, advisoryDate } = options
  if ((template === undefined) === (plan === undefined)) {
    throw new UserError(`give either --template (${templateNames.join(', ')}) or --plan FILE`)
  }
  const order = {
    ...(plan === undefined ? {} : await readPlanFile(plan)),
    ...(template !== undefined && { template }),
    ...(product !== undefined && { product }),
    ...(version !== undefined && { version }),
    ...(id !== undefined && { id }),
    ...(critical === true && { urgency: 'critical' }),
    ...(!rings && { ignoreRings: true }),
    ...(keyMetric !== undefined && { keyMetric }),
    ...(advisoryDate !== undefined && { advisoryDate }),
  }
  if ('product' in order && 'version' in order) return order
  throw new UserError('say what is rolled out: --product NAME --version VERSION, or name them in the plan')
}

/** The fields of a plan in a YAML file. Throws {@link UserError} where it cannot be read as one. */
export async function readPlanFile(path: string): Promise<object> {
  try {
    const text = await readFile(path, 'utf8')
    if (text.length > planLengthMax) throw new UserError(`it has more than ${planLengthMax} characters`)
    const plan: unknown = parse(text)
    if (typeof plan === 'object' && plan !== null && !Array.isArray(plan)) return plan
    throw new UserError('it is no table')
  } catch (cause) {
    const advice = "'mycel rollout create --template guide --dry-run …' prints a plan to begin with"
    throw new UserError(`${path} cannot be used as a plan (${messageOf(cause)}): ${advice}`, { cause })
  }
}

async function list(options: JsonOptions, command: Command): Promise<void> {
  const client = await TrackerClient.at(options)
  const items: RolloutSummary[] = []
  for await (const rollout of client.all<RolloutSummary>({ path: '/v1/rollouts', query: { limit: 200 } }))
    items.push(rollout)
  print(command, options.json === true ? jsonText({ items }) : rolloutsTable(items))
}

async function status(id: string, options: JsonOptions, command: Command): Promise<void> {
  const client = await TrackerClient.at(options)
  const rollout = await client.ask<RolloutDetail>({ path: pathOf(id) })
  print(command, options.json === true ? jsonText(rollout) : rolloutText(rollout))
}

async function steer(
  id: string,
  action: RolloutAction,
  { options, command }: { readonly options: JsonOptions; readonly command: Command },
): Promise<void> {
  const client = await TrackerClient.at(options)
  const rollout = await client.ask<RolloutSummary>({ method: 'POST', path: `${pathOf(id)}/actions`, body: { action } })
  print(command, options.json === true ? jsonText(rollout) : steeredText(rollout))
}

function pathOf(id: string): string {
  return `/v1/rollouts/${encodeURIComponent(id)}`
}
