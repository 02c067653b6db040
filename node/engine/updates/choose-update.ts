import { compareVersions } from '#core/format/name.ts'
import type { OfferedRelease, ReleaseReason, UpdateDecision, UpdateFacts } from './facts.ts'
import { type Judgement, judgeRelease, rolloutsOf, unfitness } from './judge-release.ts'

/** What a device does about updates now, and of each release why it is or is not taken, the newest first. */
export interface UpdateChoice {
  readonly decision: UpdateDecision
  readonly reasons: readonly ReleaseReason[]
}

interface Judged {
  readonly release: OfferedRelease
  readonly judgement: Judgement
}

/**
 * Chooses among the signed releases. Of those for everybody only the newest that fits the device counts; of the gated
 * ones every one that a rollout admits the device to. The newest that may be taken is taken; one that waits keeps all
 * older ones waiting, except what is critical.
 */
export function chooseUpdate(facts: UpdateFacts): UpdateChoice {
  const judged = judgeAll(facts)
  const reasons = judged.map(({ release, judgement: { verdict, reason } }) => ({
    version: release.version,
    verdict,
    reason,
  }))
  return { decision: takenBack(facts) ?? choose(judged), reasons }
}

/** Why a release that a device takes, and has not booted, is to be dropped; undefined while it may go on. */
export function dropReason(version: string, facts: UpdateFacts): string | undefined {
  const rollouts = rolloutsOf(version, facts)
  const aborted = rollouts.find(({ state }) => state === 'aborted')
  const isExposed = rollouts.some(({ state }) => state === 'running' || state === 'complete')
  return aborted === undefined || isExposed ? undefined : `rollout ${aborted.id} of ${version} was aborted`
}

function judgeAll(facts: UpdateFacts): readonly Judged[] {
  const releases = facts.offers.releases.toSorted((left, right) => compareVersions(right.version, left.version))
  let forAll: string | undefined
  return releases.map((release): Judged => {
    const unfit = unfitness(release, facts)
    if (unfit !== undefined) return { release, judgement: { verdict: 'refuse', reason: unfit } }
    const newer = release.gated ? undefined : forAll
    if (!release.gated) forAll ??= release.version
    if (newer !== undefined) return { release, judgement: { verdict: 'refuse', reason: `${newer} is newer` } }
    return { release, judgement: judgeRelease(release, facts) }
  })
}

function choose(judged: readonly Judged[]): UpdateDecision {
  let waiting: UpdateDecision | undefined
  for (const { release, judgement } of judged) {
    if (judgement.verdict === 'refuse') continue
    const { version } = release
    const isCritical = judgement.rollout?.urgency === 'critical'
    if (judgement.verdict === 'take') {
      if (waiting !== undefined && !isCritical) continue
      return { type: 'take', version, rollout: judgement.rollout?.id, isCritical }
    }
    waiting ??= { type: 'wait', version, reason: judgement.reason, untilMs: judgement.untilMs }
  }
  return waiting ?? { type: 'nothing' }
}

/** The release that runs was taken back, and nobody exposes it anew. */
function takenBack(facts: UpdateFacts): UpdateDecision | undefined {
  const { running, remembered } = facts
  if (remembered.kept === running || dropReason(running, facts) === undefined) return undefined
  const taken = rolloutsOf(running, facts).find(({ takeBack }) => takeBack)
  if (taken === undefined) return undefined
  const reason = `rollout ${taken.id} of ${running} was aborted and takes the release back`
  return { type: 'go-back', version: running, rollout: taken.id, reason }
}
