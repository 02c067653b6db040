import { requireForm } from '#core/format/bounds.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import {
  basisPointsMax,
  type Consent,
  phasesMax,
  type Rollout,
  type RolloutPhase,
  type RolloutState,
  type Selector,
  type Urgency,
} from '#core/rollout/rollout.ts'

/** The most tags that a selector names, and values of each. */
const selectorNamesMax = 16
const selectorValuesMax = 64

/** The longest tag or value of a tag, in characters. */
const tagLengthMax = 63

/** The longest time and the most times that a release may be put off. */
const daysMax = 366
const skipsMax = 1000

const states: readonly RolloutState[] = ['running', 'paused', 'cancelled', 'aborted', 'complete']
const urgencies: readonly Urgency[] = ['normal', 'critical']

/** The fields of a rollout as signed metadata holds them. */
export type RolloutFields = Readonly<Record<string, unknown>>

/** Reads a rollout; fields that this version does not know are left out. Throws {@link FormatError} that names `subject`. */
export function readRollout(subject: string, fields: RolloutFields): Rollout {
  const phases = readList(subject, 'phases', fields['phases'], phasesMax).map((phase) => readPhase(subject, phase))
  requireForm(subject, phases.length >= 1, 'has no phases')
  const state = readOneOf(subject, 'state', fields['state'], states)
  const takeBack = fields['takeBack']
  requireForm(subject, typeof takeBack === 'boolean', 'has a takeBack that is neither true nor false')
  requireForm(subject, !takeBack || state === 'aborted', `takes releases back and is ${state}: only an aborted one may`)
  return {
    id: parseName('rollout', readText(subject, 'id', fields['id'])),
    product: parseName('product', readText(subject, 'product', fields['product'])),
    version: parseVersion(readText(subject, 'version', fields['version'])),
    revision: readWhole(subject, 'revision', fields['revision'], { min: 1, max: Number.MAX_SAFE_INTEGER }),
    state,
    phases,
    openPhases: readWhole(subject, 'openPhases', fields['openPhases'], { min: 0, max: phases.length }),
    takeBack,
    urgency: readOneOf(subject, 'urgency', fields['urgency'], urgencies),
    consent: readConsent(subject, fields['consent']),
  }
}

/** Reads which devices a phase is for. */
function readSelector(subject: string, value: unknown): Selector {
  const names = Object.entries(readTable(subject, 'select', value))
  requireForm(subject, names.length <= selectorNamesMax, `selects by more than ${selectorNamesMax} tags`)
  const selector = names.map(([tag, values]) => {
    const name = readTag(subject, tag)
    const texts = readList(subject, `select.${name}`, values, selectorValuesMax).map((text) => readTag(subject, text))
    requireForm(subject, texts.length >= 1, `selects by the tag ${name} without a value, which matches nobody`)
    return [name, texts] as const
  })
  return Object.fromEntries(selector)
}

function readPhase(subject: string, value: unknown): RolloutPhase {
  const fields = readTable(subject, 'phases', value)
  return {
    name: parseName('phase', readText(subject, 'phase name', fields['name'])),
    select: readSelector(subject, fields['select']),
    basisPoints: readWhole(subject, 'basisPoints', fields['basisPoints'], { min: 1, max: basisPointsMax }),
  }
}

function readConsent(subject: string, value: unknown): Consent {
  const fields = readTable(subject, 'consent', value)
  const type = readOneOf(subject, 'consent', fields['type'], ['mandatory', 'optional'] as const)
  if (type === 'mandatory') return { type }
  return {
    type,
    skipsMax: readWhole(subject, 'skipsMax', fields['skipsMax'], { min: 0, max: skipsMax }),
    daysMax: readWhole(subject, 'daysMax', fields['daysMax'], { min: 0, max: daysMax }),
  }
}

function readTable(subject: string, field: string, value: unknown): RolloutFields {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
  requireForm(subject, isTable, `has a ${field} that is no table`)
  return value as RolloutFields
}

function readList(subject: string, field: string, value: unknown, itemsMax: number): readonly unknown[] {
  const isList = Array.isArray(value) && value.length <= itemsMax
  requireForm(subject, isList, `has a ${field} that is no list of at most ${itemsMax}`)
  return value
}

function readTag(subject: string, value: unknown): string {
  const isTag = typeof value === 'string' && value.length >= 1 && value.length <= tagLengthMax
  requireForm(subject, isTag, `has a tag that is no text of 1 to ${tagLengthMax} characters`)
  return value
}

function readText(subject: string, field: string, value: unknown): string {
  requireForm(subject, typeof value === 'string', `has a ${field} that is not text`)
  return value
}

function readOneOf<Word extends string>(subject: string, field: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((known) => known === value)
  requireForm(subject, word !== undefined, `has a ${field} that is none of ${words.join(', ')}`)
  return word
}

function readWhole(
  subject: string,
  field: string,
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
  requireForm(subject, isWhole, `has a ${field} that is no whole number from ${min} to ${max}`)
  return value
}
