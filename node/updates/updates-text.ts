import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import type { UpdateDecision } from '#node/engine/updates/facts.ts'
import type { UpdatesReport } from '#node/engine/updates/updates.ts'

/** Releases that are told of; `--json` has them all. */
const releasesMax = 16

/** What a device does about updates, and of each release why it is or is not taken, the newest first. */
export function updatesText({ running, decision, reasons }: UpdatesReport): string {
  const shown = reasons.slice(0, releasesMax)
  const hidden = reasons.length - shown.length
  const releases = shown.map(({ version, verdict, reason }): Fact => [version, `${words[verdict]}: ${reason}`])
  const others: readonly Fact[] = hidden > 0 ? [['', `and ${hidden} more, with --json`]] : []
  return `${factList([
    ['running', running],
    ['next', nextText(decision)],
  ])}\n${factList([...releases, ...others])}`
}

const words = { take: 'taken', wait: 'waits', refuse: 'not taken' } as const

function nextText(decision: UpdateDecision): string {
  switch (decision.type) {
    case 'take':
      return `takes ${decision.version}`
    case 'wait':
      return `${decision.version} waits: ${decision.reason}${untilText(decision.untilMs)}`
    case 'go-back':
      return `goes back from ${decision.version}: ${decision.reason}`
    case 'nothing':
      return 'nothing: no release is for this device now'
  }
}

/** In the time of the machine on which the command runs. */
function untilText(untilMs: number | undefined): string {
  return untilMs === undefined ? '' : `, until ${new Date(untilMs).toLocaleString('sv').slice(0, 16)}`
}
