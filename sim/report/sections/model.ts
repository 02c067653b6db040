import { type Content, html } from '#sim/report/markup.ts'
import { numberText } from '#sim/report/quantity.ts'
import type { CalibrationRow } from '#sim/report/report.ts'
import type { Summary } from '#sim/report/summary/summary.ts'
import { type Section, tableHtml } from './section.ts'

/** How far the model was from a lab with real devices and links. */
export function calibrationSection({ calibration }: Summary): Section {
  return {
    id: 'calibration',
    title: 'Calibration',
    body:
      calibration.length === 0
        ? html`<p>These runs were not held against a lab run: read their times as those of the model.
<code>mycel sim calibrate</code> fits the model to one lab run and checks it on others.</p>`
        : tableHtml({
            caption: 'The model against lab runs',
            head: ['lab run', 'quantity', 'measured', 'modelled', 'error'],
            numbers: ['measured', 'modelled', 'error'],
            rows: calibration.map(({ scenario, what, measured, modelled }) => [
              scenario,
              what,
              numberText(measured),
              numberText(modelled),
              errorText({ measured, modelled }),
            ]),
          }),
  }
}

function errorText({ measured, modelled }: Pick<CalibrationRow, 'measured' | 'modelled'>): string {
  if (measured === 0) return modelled === 0 ? '0 %' : '–'
  const percent = (100 * (modelled - measured)) / measured
  return `${percent > 0 ? '+' : ''}${numberText(percent)} %`
}

const modelled: readonly Content[] = [
  'Every decision of devices and tracker is made by the engines that they run; the simulator holds no copy of one. Policies that are compared decide by strategies of their own.',
  'Links share their rates fairly (max-min): WAN, network cards, a shared radio, the origin; with latency, loss as a cap on each flow, slow start, handshakes and overhead.',
  'Decoding, flash writes and reading back take time. Chunks that are not synced are kept or lost at a power cut.',
  'Boot attempts, the watchdog, health checks, wall clocks, hours and budgets.',
]

const notModelled: readonly Content[] = [
  'Single packets, queues in routers, retransmissions, the bytes of requests and gossip, and other traffic on the links.',
  'The contents of chunks: they are a digest that is right or wrong. Real bytes and torn sectors are for npm run crash-points.',
  'Memory and scheduling of a real operating system; wear of flash.',
]

/** What these numbers rest on. */
export function modelSection(): Section {
  const list = (items: readonly Content[]): Content => html`<ul>\n${items.map((item) => html`<li>${item}</li>\n`)}</ul>`
  return {
    id: 'model',
    title: 'What is modelled, and what is not',
    body: html`<h3>Modelled</h3>
${list(modelled)}
<h3>Not modelled</h3>
${list(notModelled)}
<p>In full: <code>docs/simulator.md</code>.</p>`,
  }
}
