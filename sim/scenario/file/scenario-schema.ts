import { faultKinds } from '#sim/faults/fault.ts'
import { type Measure, measures, policies } from '#sim/scenario/scenario.ts'
import { devicesMax, sitesMax } from '#sim/scenario/totals.ts'
import { scenarioDefaults } from './defaults.ts'
import { rolloutPart } from './rollout/rollout-schema.ts'
import {
  dictionary,
  list,
  map,
  quantity,
  type SchemaPart,
  share,
  shareOrSize,
  spread,
  text,
  timePattern,
  whole,
  word,
} from './schema-parts.ts'
import { siteProperties, versionNames } from './site-schema.ts'

/** The most classes of sites, and the most fault rules. */
const entriesMax = 64

const namePattern = '^[a-z0-9][a-z0-9._-]{0,62}$'
const nameForm = "1 to 63 of a-z, 0-9, '.', '_', '-', starting with a letter or digit"

const fleet = map(
  {
    defaults: map(siteProperties, {
      title: 'Defaults',
      description: 'What holds for every class of sites that does not say otherwise.',
    }),
    sites: list(
      map(
        {
          name: text(nameForm, namePattern, {
            title: 'Name',
            description: 'By which faults and reports name the class. Without it: site-1, site-2 and so on.',
          }),
          sites: whole(
            { min: 1, max: sitesMax },
            { title: 'Sites', description: 'How many sites of the class there are.', default: scenarioDefaults.sites },
          ),
          ...siteProperties,
        },
        { title: 'Class of sites', description: 'Sites that are alike.' },
      ),
      { min: 1, max: entriesMax },
      {
        title: 'Classes of sites',
        description: `The fleet: at most ${sitesMax} sites and ${devicesMax} devices in all.`,
      },
    ),
  },
  { title: 'Fleet', description: 'Which sites and devices there are.', required: ['sites'] },
)

const release = map(
  {
    version: text('a version such as 2.0.0', '^.{1,64}$', {
      title: 'Version',
      description: 'By SemVer 2.0.0.',
      default: scenarioDefaults.version,
    }),
    image: quantity(
      'size',
      { min: '1 B', max: '64 GiB' },
      {
        title: 'Image',
        description: 'Size of the complete image that a device installs.',
      },
    ),
    chunk: word(['64 KiB', '256 KiB', '1 MiB'], {
      title: 'Chunk',
      description: 'Without it: 1 MiB; 256 KiB where the image is under 16 MiB; 64 KiB under 1 MiB.',
    }),
    full: shareOrSize({
      title: 'Full payloads',
      description: 'What travels to a device without a base, for the whole image: as a share of it, or a size.',
      default: scenarioDefaults.full,
    }),
    delta: dictionary(
      versionNames,
      shareOrSize({ title: 'Delta', description: 'What travels to a device with this version.' }),
      {
        title: 'Deltas',
        description:
          'The versions that the release has a delta from, and what travels with each: as a share of the image, or a size. Other versions take full payloads.',
        default: {},
      },
    ),
    chunksPerPack: word([1, 2, 4, 8, 16], {
      title: 'Chunks of a pack',
      description: 'Chunks whose patches travel as one payload. Without it: as many as make 1 MiB of image.',
    }),
    documents: quantity(
      'size',
      { min: '0 B', max: '256 MiB' },
      {
        title: 'Documents',
        description:
          'Release, manifests and deltas that a device reads before it plans. Without it: 4 KiB and 100 B a chunk.',
      },
    ),
  },
  {
    title: 'Release',
    description: 'What is shipped. It may be left out where a built release is given by --release.',
    required: ['image'],
  },
)

const faults = list(
  map(
    {
      kind: word(faultKinds, { title: 'Kind', description: 'What goes wrong; docs/simulator.md says what each is.' }),
      count: whole(
        { min: 1, max: devicesMax },
        {
          title: 'Count',
          description: 'How many times it happens. Not together with share.',
          default: scenarioDefaults.faultCount,
        },
      ),
      share: share({
        title: 'Share',
        description: 'For which share of the devices, or of the sites where it befalls a site. Not with count.',
      }),
      at: spread(
        quantity(
          'duration',
          { min: '0 s', max: '30 d' },
          {
            title: 'When',
            description: 'Time after the release at which it happens.',
            default: scenarioDefaults.faultAt,
          },
        ),
      ),
      lasts: spread(
        quantity(
          'duration',
          { min: '0 s', max: '30 d' },
          {
            title: 'How long',
            description:
              'How long it lasts; unstable: until the crash. Without it: power-cut 30 s, crash 5 s, wan-down and lan-split 60 s, disk-full 5 min, tracker-down 10 min, unstable 1 h, others to the end. Not for dies and bit-rot.',
          },
        ),
      ),
      sites: text('the name of a class in fleet.sites', namePattern, {
        title: 'Where',
        description: 'Only at sites of this class. Without it: at any.',
      }),
    },
    { title: 'Fault rule', description: 'Something that goes wrong, drawn from the seed.', required: ['kind'] },
  ),
  { min: 0, max: entriesMax },
  { title: 'Faults', description: 'What goes wrong, and how often.', default: [] },
)

/** What each measure is, for the editor; `sim/scenario/measures.ts` computes them. */
const measureHelp = {
  wanCopies: 'Bytes that crossed WAN links into sites, in copies of what one device of each site needs.',
  wanRatioToBound: 'Bytes that crossed WAN links into sites, over the fewest that could have done it.',
  completionP50Seconds: 'Seconds after the release until half of the devices had the verified image.',
  completionP90Seconds: 'Seconds after the release until 90 % of the devices had the verified image.',
  completionP99Seconds: 'Seconds after the release until 99 % of the devices had the verified image.',
  completionMaxSeconds: 'Seconds after the release until the last device had the verified image.',
  timeRatioToBound: 'Time until the last device of a site had the image, over the least possible: the worst site.',
  confirmedShare: 'Share of the devices that run the release and confirmed it, 0 to 1.',
  rolledBackShare: 'Share of the devices that went back to their old version, 0 to 1.',
  peerShare: 'Share of the bytes that devices took from their neighbours, 0 to 1.',
  wanUpCopies: 'Bytes that crossed WAN links out of sites, in the copies of wanCopies.',
  violations: 'How many times a rule of safety or progress was broken.',
  exposedBeforeAbort: 'Devices that had taken the release when its rollout was stopped.',
} as const satisfies Record<Measure, string>

const expectations = map(Object.fromEntries(measures.map((measure) => [measure, expectation(measure)] as const)), {
  title: 'Expectations',
  description: 'What must hold of every seed: the exit code says whether it did.',
  default: {},
})

function expectation(measure: Measure): SchemaPart {
  const help = (title: string) => ({ title, description: `${measureHelp[measure]}` })
  const bound = (title: string): SchemaPart =>
    measure.endsWith('Share')
      ? share(help(title))
      : { type: 'number', minimum: 0, 'x-allowed': 'a number from 0', ...help(title) }
  const properties = { atMost: bound('At most'), atLeast: bound('At least') }
  return {
    ...map(properties, { title: measure, description: measureHelp[measure] }),
    'x-allowed': '{atMost: …} or {atLeast: …}',
    minProperties: 1,
  }
}

/** The JSON Schema (draft 2020-12) of a scenario file, published as `sim/scenarios/scenario.schema.json`. */
export const scenarioSchema: SchemaPart = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...map(
    {
      name: text(nameForm, namePattern, {
        title: 'Name',
        description: 'Names the scenario in reports. Without it: the name of the file.',
      }),
      title: text('one sentence of at most 200 characters', '^\\S.{0,198}\\S$', {
        title: 'Title',
        description: 'What a reader learns from the scenario, in one sentence.',
      }),
      policy: word(policies, {
        title: 'Policy',
        description:
          'How devices get their bytes: mycel, or one of the strategies that it is compared with (docs/simulator.md).',
        default: scenarioDefaults.policy,
      }),
      origin: quantity(
        'rate',
        { above: '0 Mbit', max: '10000 Gbit' },
        {
          title: 'Origin',
          description: "What the vendor's origin sends in all, a second. Without it: whatever is asked of it.",
        },
      ),
      startsAt: text('a time of day such as 09:00', `^${timePattern}$`, {
        title: 'Start',
        description: 'Local time at the first site when the release is published.',
        default: scenarioDefaults.startsAt,
      }),
      endsAfter: quantity(
        'duration',
        { above: '0 s', max: '30 d' },
        {
          title: 'End',
          description: 'The run ends so long after the release, even where devices are not done.',
          default: scenarioDefaults.endsAfter,
        },
      ),
      fleet,
      release,
      faults,
      expect: expectations,
      rollout: rolloutPart,
    },
    {
      title: 'mycel scenario',
      description: 'A fleet, what is shipped to it, what goes wrong, and what must hold.',
      required: ['title', 'fleet'],
    },
  ),
}
