import { actionButtons, carryOut } from './widgets/actions.js'
import { adoptionCurve } from './widgets/adoption-curve.js'
import { announce } from './widgets/basis/announce.js'
import { read, trackerNow } from './widgets/basis/api.js'
import { element } from './widgets/basis/element.js'
import { follow } from './widgets/basis/event-stream.js'
import { countText, timeElement } from './widgets/basis/quantity.js'
import { emptyState, section, viewTitle } from './widgets/basis/section.js'
import { table } from './widgets/basis/table.js'
import { groupTable, kpiFacts } from './widgets/kpis.js'
import { phaseTable } from './widgets/phases.js'
import { standingText, stateBadge } from './widgets/state-badge.js'
import { timeline } from './widgets/timeline.js'

/** @import { RolloutDetail, RolloutEntry, RolloutSummary } from '#tracker/api/schema/rollout.ts' */
/** @import { View } from './view.js' */

/** How wide the curve is drawn, in CSS pixels. */
const curveWidth = { least: 320, most: 1060 }

/**
 * A rollout as it goes on, and what steers it.
 *
 * @param {string} id
 * @returns {View}
 */
export function rolloutView(id) {
  const path = `/v1/rollouts/${encodeURIComponent(id)}`
  /** @type {RolloutDetail | undefined} */
  let shown
  return {
    title: `Rollout ${id}`,
    everyMs: 15_000,
    load: async (signal) => {
      shown = await read(path, {}, signal)
      return shown === undefined ? [] : contents(shown)
    },
    watch: (signal, refresh) => {
      void follow(`${path}/events`, {
        after: '0',
        signal,
        onEvent: ({ type, data }) => {
          // What came before the view was loaded is on it already.
          if (shown === undefined) return
          /** @type {{ readonly entry?: RolloutEntry, readonly rollout: RolloutSummary }} */
          const { entry, rollout } = JSON.parse(data)
          if (type === 'entry' && entry !== undefined && entry.number > shown.timeline.length) announce(entry.text)
          if (isOther(rollout, shown)) refresh()
        },
      })
    },
    act: async (action) => {
      if (shown !== undefined) await carryOut(action, shown)
    },
  }
}

/**
 * Whether a rollout stands otherwise than what is shown of it.
 *
 * @param {RolloutSummary} rollout
 * @param {RolloutDetail} shown
 */
function isOther(rollout, shown) {
  const names = /** @type {(keyof RolloutSummary)[]} */ (Object.keys(rollout))
  return names.some((name) => JSON.stringify(rollout[name]) !== JSON.stringify(shown[name]))
}

/**
 * @param {RolloutDetail} rollout
 * @returns {readonly (Node | null)[]}
 */
function contents(rollout) {
  const { id, product, version, urgency, problem, kpis, curve, createdAt, createdBy, soakEndsAt } = rollout
  const groups = groupTable(kpis.groups)
  return [
    viewTitle(id),
    element(
      'p',
      { class: 'standing' },
      stateBadge(rollout),
      ` ${standingText(rollout)}`,
      soakEndsAt === null || Date.parse(soakEndsAt) < trackerNow()
        ? null
        : [' Its soak ends at ', timeElement(soakEndsAt), '.'],
    ),
    problem === null
      ? null
      : element(
          'p',
          { class: 'notice bad' },
          `Devices cannot read the newest decision yet: ${problem}. It is tried again.`,
        ),
    element(
      'p',
      { class: 'quiet' },
      `${product} ${version}${urgency === 'critical' ? ', critical' : ''}; begun by ${createdBy}, `,
      timeElement(createdAt),
    ),
    actionButtons(rollout),
    section('Phases', phaseTable(rollout)),
    section(
      'Adoption',
      curve.length < 2 ? emptyState('No device has told anything yet.') : adoptionCurve(rollout, widthNow()),
      kpiFacts(kpis.all),
    ),
    section('Failures', failures(rollout), stopRules(rollout)),
    section('Timeline', timeline(rollout.timeline)),
    groups === undefined ? null : section('By group', groups),
  ]
}

/** @param {RolloutDetail} rollout */
function failures({ failures }) {
  if (failures.length === 0) return emptyState('No device has failed or crashed.')
  return table({
    caption: 'Why devices failed, the most frequent reason first',
    columns: [{ head: 'Reason' }, { head: 'What failed' }, { head: 'Devices', isNumber: true }],
    rows: [...failures]
      .sort((left, right) => right.devices - left.devices)
      .map(({ reason, outcome, devices }) => [
        reason === '' ? 'other reasons' : reason,
        outcome.replaceAll('-', ' '),
        countText(devices),
      ]),
  })
}

/** @param {RolloutDetail} rollout */
function stopRules({ plan }) {
  if (plan.stops.length === 0) return element('p', { class: 'quiet' }, 'It has no rules that stop it: a person has to.')
  return [
    element('h3', {}, 'What stops it by itself'),
    table({
      caption: 'Rules that stop the rollout, and how they stand',
      columns: [{ head: 'Measured' }, { head: 'Stops above', isNumber: true }, { head: 'Stands at' }, { head: 'Then' }],
      rows: plan.stops.map(({ metric, abovePercent, sampleMin, measured, action }) => [
        metric.replaceAll('-', ' ').replace('gauge:', 'gauge '),
        `${abovePercent} %`,
        measured ?? 'nothing measured yet',
        `${action.replaceAll('-', ' ')}; with fewer than ${countText(sampleMin ?? 0)} devices pause`,
      ]),
    }),
  ]
}

function widthNow() {
  const room = document.getElementById('main')?.clientWidth ?? curveWidth.most
  return Math.max(curveWidth.least, Math.min(curveWidth.most, room - 32))
}
