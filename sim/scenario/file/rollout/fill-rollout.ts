import { rolloutDefaults } from '#sim/scenario/file/defaults.ts'
import { secondsOf, shareOf, spreadOf } from '#sim/scenario/file/fill-site.ts'
import type { WrittenRollout } from '#sim/scenario/file/written-scenario.ts'
import type { RolloutModel } from '#sim/scenario/rollout-model.ts'

/** The rollout that a file writes, with every default. */
export function rolloutModelOf(written: WrittenRollout): RolloutModel {
  const { template, date, checkIn, publish, reportLoss, trial } = { ...rolloutDefaults, ...written }
  const trialSeconds = spreadOf(trial, secondsOf)
  return {
    template,
    date,
    checkInSeconds: secondsOf(checkIn),
    publishSeconds: secondsOf(publish),
    reportLoss: shareOf(reportLoss),
    trialSeconds: typeof trialSeconds === 'number' ? { from: trialSeconds, to: trialSeconds } : trialSeconds,
  }
}
