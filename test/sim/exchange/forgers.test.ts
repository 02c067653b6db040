import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '#core/digest.ts'
import { limitsFor } from '#core/exchange/limits.ts'
import { runSite } from '#test/sim/exchange/site-run.ts'

const wanBytesPerSecond = 625_000
const lanBytesPerSecond = 6_250_000

/** Groups of which forgers come to be in the crew. */
const groups = [1, 3, 4, 8].map((number) => sha256(Buffer.from(`release ${number}`)))

test('a forger in the crew costs the WAN what a member has outstanding before its neighbours tell it, and no more', (context) => {
  const [payloads, payloadBytes] = [160, 65_536]
  for (const group of groups) {
    const site = { seed: 1, forgers: 3, wanBytesPerSecond, lanBytesPerSecond }

    const { wanCopies, wanUsers, doneRatios } = runSite({ site, payloads, payloadBytes, group })

    const forgers = [...wanUsers].filter(({ endpoint }) => endpoint.malice.forges).length
    context.diagnostic(`${wanCopies.toFixed(3)} copies with ${forgers} forgers on the WAN`)
    const lostBytesMax = forgers * (limitsFor('device').crewBytesMax + 2 * payloadBytes)
    assert.ok(forgers > 0, 'there is a forger in the crew')
    assert.ok(wanCopies <= 1 + lostBytesMax / (payloads * payloadBytes), `${wanCopies} copies`)
    assert.equal(doneRatios.size, 20)
  }
})
