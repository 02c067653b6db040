import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crewMax } from '#core/exchange/limits.ts'
import { runSite } from '#test/sim/exchange/site-run.ts'

const mebibyte = 1024 * 1024

test('a site with far more devices than anybody has neighbours takes one copy through one crew', (context) => {
  const started = performance.now()
  const devices = Number(process.env['WIDE'] ?? 100)
  const { site, wanCopies, wanUsers, doneRatios } = runSite({
    payloads: 64,
    payloadBytes: mebibyte,
    site: { devices, neighboursMax: 24, lanBytesPerSecond: 25_000_000 },
  })
  const last = Math.max(...doneRatios.values())
  const inputs = Math.max(...site.devices.map((device) => device.endpoint.inputs))
  context.diagnostic(
    `${wanCopies.toFixed(3)} copies, last ${last.toFixed(2)} of ideal, ${wanUsers.size} devices on the WAN, ${inputs} inputs, ${Math.round(performance.now() - started)} ms`,
  )

  assert.equal(doneRatios.size, devices)
  assert.ok(wanCopies <= 1.05, `${wanCopies} copies`)
  assert.ok(wanUsers.size <= 3 * crewMax, `${wanUsers.size} devices on the WAN`)
})
