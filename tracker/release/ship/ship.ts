import { dirname } from 'node:path'
import { makeDirectory } from '#adapters/file/durable-file.ts'
import type { OnProgress } from '#adapters/terminal/progress.ts'
import { type Digest, sha256 } from '#core/digest.ts'
import { UserError } from '#core/errors.ts'
import { targetsOf } from '#core/metadata/target.ts'
import type { RolloutSummary } from '#tracker/api/schema/rollout.ts'
import type { TrackerClient } from '#tracker/client/tracker-client.ts'
import { type TemplateName, templateNames } from '#tracker/engine/rollout/templates.ts'
import { earlierThan, recentDefault } from '#tracker/release/bases/candidates.ts'
import type { FleetVersions } from '#tracker/release/bases/fleet-versions.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { readRelease, versionsOf } from '#tracker/release/build-bases.ts'
import { readImageFile } from '#tracker/release/image/image-file.ts'
import type { ChecklistLine } from '#tracker/release/preflight/checklist.ts'
import { preflight } from '#tracker/release/preflight/preflight.ts'
import { fleetOf, type TrackerToAsk } from '#tracker/release/preflight/reach-tracker.ts'
import type { Signers } from '#tracker/release/publication.ts'
import { Repository } from '#tracker/release/repository.ts'
import { withLock } from '#tracker/release/repository-lock.ts'
import { draftDirectory, draftedRelease } from './draft.ts'
import { rehearse } from './rehearse.ts'
import { ShipSteps, type ToldStep } from './ship-steps.ts'
import { type RolloutWish, requireRollout, startRollout } from './start-rollout.ts'
import type { DoneStep } from './step.ts'

/** What is brought to the devices, and how. */
export interface ShipInput {
  readonly repository: Repository
  /** The folder of the vendor's keys, with root.json. */
  readonly keys: string
  readonly signers: Signers
  /** Its product and version are those of the release. */
  readonly rollout: RolloutWish
  readonly components: readonly { readonly name: string; readonly imagePath: string }[]
  readonly securityEpoch: number | undefined
  readonly isOneWay: boolean
  readonly isRehearsed: boolean
  /** Who answers for it that those who are concerned know the release and its window. */
  readonly acknowledgedBy: string
  readonly tracker: TrackerToAsk
  /** The file that `mycel` is started by: the simulator is a process of its own. */
  readonly entry: string
  readonly onStep: (step: ToldStep) => void
  /** Told the lines of the checklist that did not pass. */
  readonly onLine: (line: ChecklistLine) => void
  readonly onProgress: OnProgress
}

/** A release that is on its way. */
export interface Shipped {
  readonly product: string
  readonly version: string
  /** The id of the rollout. */
  readonly rollout: string
  /** How that stands now: asked again later, it may be over. */
  readonly state: RolloutSummary['state']
  readonly steps: readonly DoneStep[]
}

/**
 * Brings a release from its image files to a running rollout: builds it into a draft, answers the checklist, rehearses it,
 * publishes it, begins the rollout. Asked again with the same images it goes on where it was left. Throws
 * {@link UserError} where a step fails: the steps behind it are not done, and before `publish` nobody is told anything.
 */
export async function ship(input: ShipInput): Promise<Shipped> {
  const directory = draftDirectory(input.repository, input.rollout)
  await makeDirectory(dirname(directory))
  return await withLock(`${directory}.lock`, () => shipDraft(input, directory))
}

async function shipDraft(input: ShipInput, directory: string): Promise<Shipped> {
  const { repository, rollout, tracker, onStep } = input
  const { product, version } = rollout
  const client = requireClient(tracker)
  const fleet = await fleetOf(tracker, product)
  const steps = await ShipSteps.takeUp(repository, { directory, wish: await wishOf(input), onStep })

  // Only for a step that is to be done: of a release that is out there is no draft any more.
  const openDraft = async (): Promise<Draft> => ({ draft: await Repository.open(directory), fleet })
  await steps.take('build', async () => buildDraft(input, await openDraft()))
  await steps.take('preflight', async () => checkDraft(input, await openDraft()))
  if (input.isRehearsed) await steps.take('rehearse', async () => rehearseDraft(input, await openDraft()))
  await steps.take('publish', async () => publishDraft(input, await openDraft()))
  await steps.take('start', async () => {
    const { id, phase } = await startRollout(client, rollout)
    return `rollout ${id}, phase ${phase} is open`
  })
  await steps.end()
  const { id, state } = await requireRollout(client, rollout)
  return { product, version, rollout: id, state, steps: steps.done }
}

/** A drafted release, and the devices that it is for. */
interface Draft {
  readonly draft: Repository
  readonly fleet: FleetVersions | undefined
}

async function buildDraft(input: ShipInput, { draft, fleet }: Draft): Promise<string> {
  const { rollout, components, securityEpoch, signers, onProgress } = input
  const built = await buildRelease({
    ...{ repository: draft, product: rollout.product, version: rollout.version, components, securityEpoch },
    ...{ from: 'auto', fleet, terms: { gated: true }, signers, now: new Date(), onProgress },
  })
  const bases = built.bases.map((base) => base.version)
  const images = built.components.map(({ name }) => name).join(', ')
  return `${images}; ${bases.length === 0 ? 'no delta: it is the first release' : `deltas from ${bases.join(', ')}`}`
}

async function checkDraft(input: ShipInput, { draft, fleet }: Draft): Promise<string> {
  const { keys, rollout, acknowledgedBy, isOneWay, tracker, onLine, onProgress } = input
  const { lines } = await preflight(
    {
      ...{ repository: draft, keys, product: rollout.product, version: rollout.version, fleet, acknowledgedBy },
      ...{ isOneWay, isAnalyzed: true, tracker, now: new Date(), onProgress },
    },
    (line) => {
      if (line.verdict !== 'pass') onLine(line)
    },
  )
  const failed = lines.filter(({ verdict }) => verdict === 'fail').map(({ item }) => item)
  if (failed.length > 0) {
    const items = failed.join(', ')
    throw new UserError(`the checklist failed at ${items}: mend that and ask again; nothing was published`)
  }
  const passed = lines.filter(({ verdict }) => verdict === 'pass').length
  return `${passed} of ${lines.length} lines passed, ${lines.length - passed} left to you`
}

async function rehearseDraft({ rollout, entry }: ShipInput, { draft, fleet }: Draft): Promise<string> {
  const { product, version, template } = rollout
  const targets = targetsOf(await draft.published())
  const earlier = earlierThan(versionsOf(targets, product), version)
  const counted = fleet ?? new Map(earlier.slice(-recentDefault).map((base) => [base, 1]))
  const release = await readRelease(draft, targets, product, version)
  const bySize = release?.components.toSorted((a, b) => b.manifest.imageBytes - a.manifest.imageBytes) ?? []
  return await rehearse({
    ...{ directory: draft.directory, product, version, fleet: counted, entry },
    component: bySize[0]?.name ?? '',
    template: templateNames.find((name): name is TemplateName => name === template),
  })
}

async function publishDraft({ repository, rollout, signers }: ShipInput, { draft }: Draft): Promise<string> {
  const { targets, blobs } = await draftedRelease(draft, rollout)
  await repository.publish({ targets, blobs, signers, now: new Date() })
  const version = (await repository.published()).targets?.version ?? 0
  return `${targets.length} files, signed as targets ${version}`
}

function requireClient({ client }: TrackerToAsk): TrackerClient {
  if (client !== undefined) return client
  throw new UserError(
    "no tracker with an API was reached, and only a tracker rolls a release out: start it by 'mycel tracker run', or name one by --tracker URL --token FILE",
  )
}

/** One digest of all that decides what is built and how it is rolled out. */
async function wishOf({ components, rollout, securityEpoch }: ShipInput): Promise<Digest> {
  const images: string[] = []
  for (const { name, imagePath } of components) images.push(`${name} ${sha256(await readImageFile(imagePath))}`)
  return sha256(Buffer.from(JSON.stringify([images, rollout, securityEpoch ?? null])))
}
