import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import type { PeerRole } from '#core/exchange/contract.ts'
import type { Hello } from '#core/exchange/message.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import { Certificates } from '#node/membership/certificates.ts'
import { Membership } from '#node/membership/membership.ts'
import { testKey, vendor } from '#test/core/metadata/vendor.ts'

const device = peerNameOf(testKey(20).publicKey)
const tracker = peerNameOf(testKey(21).publicKey)
const membership = new Membership(new Set([tracker]), new Certificates(() => [vendor.authority.publicKey]))
const certificate = issueCertificate({ peer: device, product: 'hub', tags: [] }, vendor.authority)

function helloOf(role: PeerRole, shown: Uint8Array): Hello {
  return { type: 'hello', features: [], certificate: shown, role, ranking: 1, listen: [], images: [] }
}

test('a device that the authority of the fleet has certified is a neighbour', () => {
  assert.deepEqual(membership.admit(device, helloOf('device', certificate)), {
    type: 'admitted',
    role: 'device',
    link: 'lan',
  })
})

test('a tracker of the configuration is a seeder over the WAN, whatever it says', () => {
  assert.deepEqual(membership.admit(tracker, helloOf('device', new Uint8Array())), {
    type: 'admitted',
    role: 'seeder',
    link: 'wan',
  })
})

for (const [who, hello, reason] of [
  ['a seeder that the configuration does not name', helloOf('seeder', certificate), /not in the configuration/],
  ['a device without a certificate', helloOf('device', new Uint8Array()), /certificate/],
  [
    'a device of another fleet',
    helloOf('device', issueCertificate({ peer: device, product: 'hub', tags: [] }, testKey(22))),
    /signed by none of the 1 device authorities/,
  ],
  [
    'a device with the certificate of another one',
    helloOf('device', issueCertificate({ peer: tracker, product: 'hub', tags: [] }, vendor.authority)),
    /for another peer/,
  ],
] as const) {
  test(`${who} is refused with the reason`, () => {
    const admission = membership.admit(device, hello)

    assert.equal(admission.type, 'refused')
    assert.match(admission.reason, reason)
  })
}

test('an authority that the fleet no longer names certifies nobody', () => {
  let authorities: readonly Uint8Array[] = [vendor.authority.publicKey]
  const changing = new Membership(new Set(), new Certificates(() => authorities))
  authorities = []

  assert.equal(changing.admit(device, helloOf('device', certificate)).type, 'refused')
})
