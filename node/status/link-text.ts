import { bytesText } from '#adapters/terminal/quantity.ts'
import type { WanRefusal } from '#core/link/rules.ts'
import type { LinkStatus } from '#node/link/link-keeper.ts'

const refusals: Readonly<Record<WanRefusal, string>> = {
  hours: 'not in these hours',
  metered: 'not at all: it is metered, and no wan-budget-mib is set',
  battery: 'not now: the battery is low',
}

/** Whether the WAN is used now, until when not and why, and what it has cost: lines for people. */
export function linkText({
  wanRefusal,
  until,
  power,
  spentBytes,
  budgetBytes,
  isSpent,
}: LinkStatus): readonly string[] {
  const battery = power.type === 'battery' ? `, on battery at ${Math.round(power.percent)} %` : ''
  const end = until === null ? '' : `, until ${until}`
  const use = wanRefusal === null ? 'used' : `NOT used: ${refusals[wanRefusal]}`
  const budget = budgetBytes === null ? '' : ` of at most ${bytesText(budgetBytes)}`
  const cost =
    spentBytes === 0 && budget === '' ? [] : [`${bytesText(spentBytes)}${budget} came over it for this release`]
  const spent = isSpent ? ['SPENT: the rest waits for neighbours; see [link] in node.toml'] : []
  return [`${use}${end}${battery}`, ...cost, ...spent]
}
