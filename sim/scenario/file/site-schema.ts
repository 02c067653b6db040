import { siteDefaults } from './defaults.ts'
import { upkeepProperties } from './rollout/rollout-schema.ts'
import {
  dictionary,
  flag,
  quantity,
  type SchemaPart,
  share,
  spread,
  text,
  timePattern,
  whole,
  word,
} from './schema-parts.ts'

const rate = { above: '0 Mbit', max: '100 Gbit' }
const latency = { min: '0 ms', max: '10 s' }
const speed = { above: '0 MiB/s', max: '100 GiB/s' }

/** The most devices of one site. */
const siteDevicesMax = 10_000

/** The most versions that the devices of a class, or the deltas of a release, name. */
const versionsMax = 64

/** The versions that are keys of a map. That each is one by SemVer 2.0.0 is checked apart. */
export const versionNames = { as: 'versions such as 1.4.0', pattern: '^.{1,64}$', max: versionsMax }

/** What may be said of a class of sites, and in `fleet.defaults` of all of them. */
export const siteProperties: Readonly<Record<string, SchemaPart>> = {
  devices: spread(
    whole(
      { min: 1, max: siteDevicesMax },
      { title: 'Devices of a site', description: 'How many devices one site has.', default: siteDefaults.devices },
    ),
  ),
  wanDown: spread(
    quantity('rate', rate, {
      title: 'WAN, down',
      description: 'Rate of the WAN link of a site, from the world to the site, a second.',
      default: siteDefaults.wanDown,
    }),
  ),
  wanUp: spread(
    quantity('rate', rate, {
      title: 'WAN, up',
      description: 'Rate of the WAN link of a site, from the site to the world, a second.',
      default: siteDefaults.wanUp,
    }),
  ),
  wanLatency: spread(
    quantity('duration', latency, {
      title: 'WAN, one way',
      description: 'Time that a packet takes over the WAN, one way.',
      default: siteDefaults.wanLatency,
    }),
  ),
  wanLoss: share(
    {
      title: 'WAN, loss',
      description: 'Share of the packets that the WAN loses, at most 20 %: it caps the rate of one flow.',
      default: siteDefaults.wanLoss,
    },
    0.2,
  ),
  lan: spread(
    quantity('rate', rate, {
      title: 'Network card',
      description: "Rate of one device's network card, either way, a second.",
      default: siteDefaults.lan,
    }),
  ),
  lanLatency: quantity('duration', latency, {
    title: 'LAN, one way',
    description: 'Time that a packet takes between two devices of a site.',
    default: siteDefaults.lanLatency,
  }),
  radio: quantity('rate', rate, {
    title: 'Shared radio',
    description: 'One medium that all devices of a site share, such as Wi-Fi. Without it each has a port of its own.',
  }),
  reach: word(['all', 'no-multicast', 'isolated'], {
    title: 'Reach',
    description:
      'Whether the devices of a site reach each other: all do; no-multicast, they do but cannot discover each other by multicast; isolated, they do not.',
    default: siteDefaults.reach,
  }),
  hasWan: flag({
    title: 'Has a WAN',
    description: 'Whether a site is connected to the world at all.',
    default: siteDefaults.hasWan,
  }),
  arriveWithin: quantity(
    'duration',
    { min: '0 s', max: '30 d' },
    {
      title: 'Arrival',
      description: 'Devices start, or come back, within this time of the release.',
      default: siteDefaults.arriveWithin,
    },
  ),
  updated: share({
    title: 'Updated already',
    description: 'Share of the devices that have the release already when the run begins.',
    default: siteDefaults.updated,
  }),
  versions: dictionary(
    { ...versionNames, min: 1 },
    share({ title: 'Share', description: 'Share of the devices that run this version; all shares sum to 100 %.' }),
    {
      title: 'Versions',
      description:
        'What the devices run when the run begins, by version; older than the release. Without it: the first version that the release has a delta from, otherwise 1.0.0.',
    },
  ),
  wanHours: text('hours such as 22:00-06:00', `^${timePattern}-${timePattern}$`, {
    title: 'WAN hours',
    description: "When devices may use the WAN, in the site's local time. Without it: always.",
  }),
  wanBudget: quantity(
    'size',
    { above: '0 B', max: '1024 GiB' },
    {
      title: 'WAN budget',
      description: 'What may cross the WAN to one device for this release. Without it: whatever it takes.',
    },
  ),
  decode: spread(
    quantity('speed', speed, {
      title: 'Decoding',
      description: 'Image bytes that a device decodes in a second.',
      default: siteDefaults.decode,
    }),
  ),
  flash: spread(
    quantity('speed', speed, {
      title: 'Flash',
      description: "Bytes that a device's flash takes in a second.",
      default: siteDefaults.flash,
    }),
  ),
  ...upkeepProperties,
}
