import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayShareSite } from '#tracker/engine/same-site.ts'

const sameSite = [
  ['198.51.100.7', '198.51.100.7'],
  ['10.1.0.11', '10.1.0.30'],
  ['172.31.5.1', '172.31.5.2'],
  ['192.168.0.3', '192.168.0.4'],
  ['2001:db8::1', '2001:db8:0:0:ffff::2'],
  ['2001:DB8:0:1::1', '2001:db8:0:1:5:6:7:8'],
] as const

for (const [left, right] of sameSite) {
  test(`${left} and ${right} may be on one LAN`, () => {
    assert.equal(mayShareSite(left, right), true)
  })
}

const otherSites = [
  ['198.51.100.7', '198.51.100.8'],
  ['10.1.0.11', '10.1.1.11'],
  ['172.32.5.1', '172.32.5.2'],
  ['2001:db8:0:1::1', '2001:db8:0:2::1'],
  ['198.51.100.7', '2001:db8::1'],
] as const

for (const [left, right] of otherSites) {
  test(`${left} and ${right} are on different sites`, () => {
    assert.equal(mayShareSite(left, right), false)
  })
}
