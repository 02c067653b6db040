import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '#adapters/config/config-error.ts'
import { type NodeConfig, parseNodeConfig } from '#adapters/config/node-config.ts'

/** A configuration with these lines. */
function parse(head: string, sections: string): NodeConfig {
  const text = `product = "hub"
${head}
${sections}
[[component]]
name = "rootfs"
slot-a = "a"
slot-b = "b"
[tracker]
addresses = []
[sources]
http = ["https://cdn.example.com/mycel/"]
`
  return parseNodeConfig(text, '/etc/mycel/node.toml')
}

test('windows, zone and consent are read', () => {
  const { updates } = parse(
    '',
    `[updates]
consent = "ask"
begin = "in-window"
zone = "Europe/Berlin"
windows = [{ days = ["sat", "sun"], from = "22:00", to = "05:30" }, { from = "12:00", to = "13:00" }]`,
  )

  assert.deepEqual(updates, {
    consent: 'ask',
    beginsInWindow: true,
    zone: 'Europe/Berlin',
    windows: [
      { days: [6, 0], from: 1320, to: 330 },
      { days: [0, 1, 2, 3, 4, 5, 6], from: 720, to: 780 },
    ],
  })
})

test('hardware, tags and the limit of a site are read', () => {
  const config = parse('hardware = "rev-c"', '[tags]\nring = "beta"\n[site]\nrestarting-max = 2')

  assert.deepEqual(
    [config.hardware, { ...config.tags }, config.site],
    ['rev-c', { ring: 'beta' }, { restartingMax: 2 }],
  )
})

for (const [what, sections, complaint] of [
  ['a zone that is none', '[updates]\nzone = "Berlin"', /:4: updates\.zone: "Berlin" is none: write a time zone such/],
  ['a day that is none', '[updates]\nwindows = [{ days = ["day"], from = "01:00", to = "02:00" }]', /"mon" to "sun"/],
  ['a window without an end', '[updates]\nwindows = [{ from = "01:00" }]', /to: is missing: write a time of day/],
  ['a tag that is no text', '[tags]\nring = 1', /tags\.ring: 1 is not allowed here/],
  ['a tag without a name', '[tags]\n"" = "beta"', /tags/],
  ['a site that may not reboot', '[site]\nrestarting-max = 0', /write whole devices from 1 to 500/],
] as const) {
  test(`${what} is refused with its line`, () => {
    assert.throws(
      () => parse('', sections),
      (error) => error instanceof ConfigError && complaint.test(error.message),
    )
  })
}

test('more tags than a report has are refused', () => {
  const tags = Array.from({ length: 33 }, (_, index) => `tag-${index} = "x"`).join('\n')

  assert.throws(() => parse('', `[tags]\n${tags}`), /up to 32 lines such as ring = "beta"/)
})
