import type { Log } from '#adapters/log/log.ts'
import { rebootExitCode } from '#node/boot/node-end.ts'
import type { Phase } from '#node/engine/contract.ts'
import type { LinkKeeper } from '#node/link/link-keeper.ts'
import type { Neighbours } from '#node/peers/neighbours.ts'
import type { DeviceReports } from '#node/report/device-reports.ts'
import { logPhase } from '#node/status/log-events.ts'
import type { WebSources } from '#node/web/web-sources.ts'
import type { NodeWatcher } from './node-world.ts'
import type { OwnerAsks } from './owner-asks.ts'
import type { StatusBoard } from './status.ts'

/** Turns what the world tells its owner into log lines, the status, and the end of the process. */
export function watcherOf(to: {
  readonly log: Log
  readonly board: StatusBoard
  readonly ended: { readonly resolve: (exitCode: number) => void }
  readonly refreshed: () => void
  readonly asks: () => OwnerAsks
  readonly neighbours: () => Neighbours
  readonly links: () => LinkKeeper
  readonly web: () => WebSources | undefined
  readonly entered: (phase: Phase) => void
  readonly reports: () => DeviceReports
}): NodeWatcher {
  const { log, board } = to
  return {
    phase(effect) {
      board.enter(effect)
      logPhase(log, effect)
      to.reports().effect(effect)
      to.links().entered(effect.phase, effect.version)
      if (effect.phase === 'planning' && effect.version !== undefined) to.web()?.fetches(effect.version)
      to.entered(effect.phase)
    },
    banned(peer, reason) {
      log.warn('peer-banned', { peer, reason })
      to.neighbours().banned(peer, reason)
    },
    refreshed: to.refreshed,
    refreshFailed: (reason) => log.warn('refresh-failed', { reason }),
    answer: (ask, refusal) => to.asks().answered(ask, refusal),
    reboot(reason) {
      log.info('reboot', { reason })
      to.reports().effect({ type: 'reboot', reason })
      to.ended.resolve(rebootExitCode)
    },
  }
}
