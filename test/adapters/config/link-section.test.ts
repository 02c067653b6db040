import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '#adapters/config/config-error.ts'
import { parseNodeConfig } from '#adapters/config/node-config.ts'
import { parseMinuteOfDay } from '#core/link/hours.ts'

const least = `product = "primehub"
[tracker]
addresses = ["/ip4/127.0.0.1/tcp/4500/p2p/12D3KooWBhMbLvQC6Qn8rUK2Cg8ZyLcBtmZqnRGqKbTv4XWnEhtC"]
[[component]]
name = "rootfs"
slot-a = "slots/rootfs.a"
slot-b = "slots/rootfs.b"
[link]
`

/** What is said of a configuration with these lines under [link], the first of which is line 9. */
function complaintAbout(link: string): string {
  try {
    parseNodeConfig(least + link, 'node.toml')
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return ''
}

test('every rule of the links is read as it is written', () => {
  const { link } = parseNodeConfig(
    `${least}wan-download-kbit = 4000
wan-upload-kbit = 100
lan-upload-kbit = 50000
hours = [
  { from = "08:00", to = "18:00", wan-download-kbit = 0 },
  { from = "22:00", to = "06:00", wan-download-kbit = 20000 },
]
metered = true
battery-min-percent = 25
wan-budget-mib = 30
when-exceeded = "fetch-anyway"
`,
    'node.toml',
  )

  assert.deepEqual(link, {
    wanDownloadKbit: 4000,
    wanUploadKbit: 100,
    lanUploadKbit: 50_000,
    hours: [
      { from: parseMinuteOfDay('08:00'), to: parseMinuteOfDay('18:00'), wanDownloadKbit: 0 },
      { from: parseMinuteOfDay('22:00'), to: parseMinuteOfDay('06:00'), wanDownloadKbit: 20_000 },
    ],
    metered: true,
    batteryMinPercent: 25,
    wanBudgetBytes: 30 * 1024 * 1024,
    whenExceeded: 'fetch-anyway',
  })
})

for (const [line, complaint] of [
  ['hours = [{ from = "8:00", to = "18:00", wan-download-kbit = 0 }]', 'write a time of day such as "22:00"'],
  ['hours = [{ from = "08:00", to = "08:00", wan-download-kbit = 0 }]', 'write another time, or two ranges'],
  ['hours = [{ from = "08:00", to = "18:00" }]', 'is missing: write whole kbit/s'],
  ['wan-download-kbit = 0', 'write whole kbit/s from 32 to 10000000'],
  ['battery-min-percent = 101', 'write whole percent from 0 to 100'],
  ['wan-budget-mib = 0.5', 'write whole MiB from 1 to 1048576'],
  ['when-exceeded = "ask"', 'write "wait-for-neighbours" or "fetch-anyway"'],
  ['wan-download-kbits = 100', 'did you mean wan-download-kbit?'],
] as const) {
  test(`${line} is refused with what to write instead`, () => {
    const message = complaintAbout(line)

    assert.ok(message.startsWith('node.toml:9: link.'), message)
    assert.ok(message.includes(complaint), message)
  })
}
