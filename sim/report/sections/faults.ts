import type { Fault } from '#sim/faults/fault.ts'
import { html } from '#sim/report/markup.ts'
import { countText } from '#sim/report/quantity.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { type Section, tableHtml } from './section.ts'

const faultNames: Readonly<Record<Fault['kind'], string>> = {
  'power-cut': 'the power goes in the middle of a flash operation',
  crash: 'the process ends and is started again',
  'wan-down': 'a site loses its WAN',
  'lan-split': 'the devices of a site fall into two halves',
  'multicast-off': 'devices do not find each other by multicast',
  slow: 'the network of a device runs at a tenth of its rate',
  dies: 'a device is gone for good',
  corrupt: 'a device serves forged bytes',
  lying: 'a device claims what it does not have',
  'tracker-down': 'the tracker is not reached',
  'tracker-forges': 'the tracker serves forged bytes',
  'no-boot': 'the release does not start on a device',
  hangs: 'the release hangs in its trial',
  unhealthy: 'the release fails its health check',
  unstable: 'the release crashes some time after it was confirmed',
  'clock-1970': 'the clock of a device stands in 1970',
  'clock-2050': 'the clock of a device stands in 2050',
  'bit-rot': 'a written chunk rots',
  'disk-full': 'writes to the inactive slot fail',
}

/** What went wrong on purpose. */
export function faultsSection({ faults, runs }: Summary): Section {
  const kinds = Object.entries(faults) as readonly (readonly [Fault['kind'], number])[]
  const caption = runs.length === 1 ? 'Faults by kind' : `Faults by kind, in all ${runs.length} seeds together`
  return {
    id: 'faults',
    title: 'Injected faults',
    body:
      kinds.length === 0
        ? html`<p>None: everything worked.</p>`
        : tableHtml({
            caption,
            head: ['fault', 'what happens', 'times'],
            numbers: ['times'],
            rows: kinds.map(([kind, count]) => [kind, faultNames[kind], countText(count)]),
          }),
  }
}
