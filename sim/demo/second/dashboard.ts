import { join } from 'node:path'
import { UserError } from '#core/errors.ts'
import { type Launcher, runMycel } from '#sim/demo/mycel-process.ts'

/** How long the tracker may take to answer, in ms. */
const answerTimeoutMs = 10_000

/** A rollout as the API of the tracker shows it, as far as the demo reads it. */
export interface RolloutView {
  readonly state: string
  readonly revision: number
  readonly publishedRevision: number
  readonly phase: string
  readonly openPhases: number
  readonly timeline: readonly { readonly number: number; readonly kind: string; readonly text: string }[]
}

/** The dashboard of the demo's tracker, and the API behind it. */
export interface Dashboard {
  /** Opens it, signed in. */
  readonly link: string
  /** Throws {@link UserError} where the tracker does not answer. */
  rollout(id: string): Promise<RolloutView>
}

/** Has the tracker sign a link. */
export async function openDashboard(launcher: Launcher, directory: string): Promise<Dashboard> {
  const link = (
    await runMycel(launcher, ['tracker', 'dashboard', '--repo', join(directory, 'repo'), '--name', 'demo'])
  ).trim()
  const url = new URL(link)
  const headers = { authorization: `Bearer ${url.hash.replace('#token=', '')}` }
  return {
    link,
    rollout: async (id) => {
      const response = await fetch(new URL(`/v1/rollouts/${id}`, url.origin), {
        headers,
        signal: AbortSignal.timeout(answerTimeoutMs),
      })
      if (response.ok) return (await response.json()) as RolloutView
      throw new UserError(`the tracker does not tell of the rollout ${id}: it answers ${response.status}`)
    },
  }
}
