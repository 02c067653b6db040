import { rolloutDefaults } from '#sim/scenario/file/defaults.ts'
import {
  dictionary,
  map,
  quantity,
  type SchemaPart,
  share,
  spread,
  text,
  timePattern,
  whole,
  word,
} from '#sim/scenario/file/schema-parts.ts'
import { templateNames } from '#tracker/engine/rollout/templates.ts'

/** The longest tag or value of one, as `core/rollout/read-rollout.ts` reads it, and the most tags of a class. */
const tagPattern = '^\\S.{0,62}$'
const tagsMax = 16

const names = { as: 'tags such as ring', pattern: tagPattern, max: tagsMax }

/** What may be said of a class of sites where the scenario has a rollout. */
export const upkeepProperties: Readonly<Record<string, SchemaPart>> = {
  tags: dictionary(
    names,
    text('a text of 1 to 63 characters', tagPattern, {
      title: 'Value',
      description: 'What the tag says of the devices.',
    }),
    {
      title: 'Tags',
      description: 'What plans select devices by. The plan guide looks at ring: engineering and beta go first.',
      default: {},
    },
  ),
  zone: text('an IANA time zone such as Europe/Berlin', '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$', {
    title: 'Time zone',
    description: 'By which the window goes, with the days on which its clocks are changed.',
    default: rolloutDefaults.zone,
  }),
  window: text('hours such as 22:00-06:00', `^${timePattern}-${timePattern}$`, {
    title: 'Maintenance window',
    description: 'When devices may reboot into a release, every day in local time. Without it: at any time.',
  }),
  restartingMax: whole(
    { min: 1, max: 10_000 },
    { title: 'Away at once', description: 'Devices of a site that may reboot at once. Without it: a third of them.' },
  ),
}

const waitMax = { min: '1 s', max: '7 d' }

/** How a scenario says who may take the release when. */
export const rolloutPart: SchemaPart = map(
  {
    template: word(templateNames, { title: 'Plan', description: 'The plan by which the tracker opens phases.' }),
    date: text('a day such as 2026-03-02', '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', {
      title: 'Day',
      description: 'The day of the release at the first site.',
      default: rolloutDefaults.date,
    }),
    checkIn: quantity('duration', waitMax, {
      title: 'Check-in',
      description: 'How often a device asks the tracker for what is new, and tells it what it has not told yet.',
      default: rolloutDefaults.checkIn,
    }),
    publish: quantity(
      'duration',
      { min: '0 s', max: '1 d' },
      {
        title: 'Publishing',
        description: 'Time from a decision of the tracker until it is signed and devices can fetch it.',
        default: rolloutDefaults.publish,
      },
    ),
    reportLoss: share(
      {
        title: 'Lost reports',
        description: 'Share of the reports, and of their acknowledgements, that are lost on the way, at most 50 %.',
        default: rolloutDefaults.reportLoss,
      },
      0.5,
    ),
    trial: spread(
      quantity(
        'duration',
        { min: '0 s', max: '1 h' },
        {
          title: 'Trial',
          description: 'Time from the start of the new release until its health checks are through.',
          default: rolloutDefaults.trial,
        },
      ),
    ),
  },
  {
    title: 'Rollout',
    description:
      'Who may take the release when. With it the run is about phases, windows and failures over days; how devices share bytes is only estimated.',
    required: ['template'],
  },
)
