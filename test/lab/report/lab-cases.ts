import type { LabReport } from './lab-report.ts'

/** How large the cases are run. Both take the same time on an ideal link. */
export type LabScale = 'full' | 'quarter'

/** One thing that a case must show. */
export interface LabGoal {
  readonly what: string
  /** What the value may be at most. */
  readonly most: (report: LabReport) => number
  /** `base` is the report of the case `site`; only cases that compare with it look there. */
  readonly value: (report: LabReport, base: LabReport | undefined) => number | undefined
}

/** One run of the lab and what it must show. */
export interface LabCase {
  readonly name: string
  readonly title: string
  /** Words of the lab's command line beside those of the scale. */
  readonly words: (scale: LabScale) => readonly string[]
  readonly goals: readonly LabGoal[]
  /** Whether a goal compares with the case `site`, which is then run before it. */
  readonly needsBase?: boolean
}

/** The case that others are compared with. */
export const baseCase = 'site'

/** Words of the lab's command line for a scale: payload, rates and chunks. */
export function scaleWords(scale: LabScale): readonly string[] {
  return scale === 'full'
    ? ['--payload', '64MiB', '--wan', '20', '--lan', '200']
    : ['--payload', '16MiB', '--wan', '5', '--lan', '50', '--chunk', '64KiB']
}

/** What TCP, Ethernet and the discovery of neighbours may add to one copy. */
const oneCopy = 1.06

/** How long a device without neighbours may look for some before it goes direct, in s. */
const settleSec = 0.5

function wan(most: number): LabGoal {
  return { what: 'WAN in / payload', most: () => most, value: (report) => report.wanCopiesMax }
}

function time(most: number): LabGoal {
  return { what: 'last device / ideal', most: () => most, value: (report) => report.timeRatio }
}

/** The rows of issue 4's table, in its order. */
export const labCases: readonly LabCase[] = [
  { name: baseCase, title: '1 site × 20', words: () => ['--devices', '20'], goals: [wan(oneCopy), time(1.1)] },
  {
    name: 'sites',
    title: '4 sites × 8',
    words: () => ['--sites', '4', '--devices', '8'],
    goals: [
      wan(oneCopy),
      { what: 'WAN out / payload', most: () => 0.05, value: (report) => report.wanUpCopies },
      time(1.1),
    ],
  },
  {
    name: 'kill',
    title: '5 of 20 killed at random moments',
    words: () => ['--devices', '20', '--fault', 'kill:5'],
    goals: [wan(1.1), time(1.2)],
  },
  {
    name: 'no-multicast',
    title: 'multicast blocked',
    words: () => ['--devices', '20', '--fault', 'block-multicast'],
    goals: [wan(1.1), time(1.2)],
  },
  {
    name: 'slow',
    title: 'one device at a quarter of the WAN rate',
    words: (scale) => ['--devices', '20', '--fault', scale === 'full' ? 'slow:1@5' : 'slow:1@1.25'],
    goals: [wan(oneCopy), { what: 'others / ideal', most: () => 1.15, value: (report) => report.timeRatioOthers }],
  },
  {
    name: 'late',
    title: 'a late joiner',
    words: () => ['--devices', '20', '--fault', 'late:1'],
    goals: [{ what: 'WAN in that it adds', most: () => 0.01, value: (report) => report.lateCopies }],
  },
  {
    name: 'isolate',
    title: 'client isolation, 4 devices',
    // Every device takes a copy of its own over one link: more devices show the same and take longer.
    words: () => ['--devices', '4', '--fault', 'isolate'],
    goals: [
      {
        what: 'WAN in / payload / devices',
        most: () => oneCopy,
        value: (report) => report.isolated.wanCopiesPerDevice,
      },
      { what: 'last device / plain downloads', most: () => 1.1, value: (report) => report.isolated.timeRatioOfPlain },
    ],
  },
  {
    name: 'enemies',
    title: '3 of 20 send corrupt chunks, 3 of 20 lie',
    words: () => ['--devices', '20', '--fault', 'corrupt:3', '--fault', 'lie:3'],
    goals: [
      wan(1.1),
      time(1.5),
      { what: 'slots with a bad byte', most: () => 0, value: (report) => report.wrongSlots },
    ],
  },
  {
    name: 'cut-wan',
    title: 'WAN down in the middle for 20 s',
    words: () => ['--devices', '20', '--fault', 'cut-wan@10+20'],
    needsBase: true,
    goals: [
      wan(1.07),
      {
        what: 's beyond the 20 s',
        most: () => 1,
        value: (report, base) => base && report.seconds - base.seconds - 20,
      },
    ],
  },
  {
    name: 'mixed',
    title: 'mixed: 10 devices on v1, 10 on v2, to v3',
    words: (scale) => ['--devices', '20', '--fault', 'mixed', '--payload', scale === 'full' ? '32MiB' : '16MiB'],
    goals: [{ ...wan(oneCopy), what: 'WAN in / (cheapest mix + metadata)' }],
  },
  {
    name: 'alone',
    title: 'a device alone, no neighbours',
    words: () => ['--devices', '1'],
    goals: [
      wan(oneCopy),
      {
        what: 'last device / ideal',
        most: ({ seconds, timeRatio }) => 1.07 + (settleSec * timeRatio) / seconds,
        value: (report) => report.timeRatio,
      },
    ],
  },
  {
    name: 'two-products',
    title: 'two releases at once for two products',
    words: () => ['--devices', '20', '--fault', 'two-products'],
    goals: [
      {
        what: 'WAN in / payload, worse product',
        most: () => oneCopy,
        value: ({ productCopies }) => Math.max(...Object.values(productCopies)),
      },
    ],
  },
]

/** The cases of these names in the order of the table, with the one that they are compared with; all without names. Undefined where one is unknown. */
export function chooseCases(names: readonly string[]): readonly LabCase[] | undefined {
  if (names.length === 0) return labCases
  if (names.some((name) => !labCases.some((labCase) => labCase.name === name))) return undefined
  const isChosen = ({ name }: LabCase): boolean => names.includes(name)
  const needsBase = labCases.some((labCase) => isChosen(labCase) && labCase.needsBase === true)
  return labCases.filter((labCase) => isChosen(labCase) || (needsBase && labCase.name === baseCase))
}
