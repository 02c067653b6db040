import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { peerSigner } from '#adapters/keys/peer-signer.ts'
import { check } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import type { Standing } from '#core/exchange/contract.ts'
import type { SealedStanding } from '#core/exchange/site/sealed-standing.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import { signingKeyFromSeed } from '#core/identity/signing-key.ts'
import { Certificates } from '#node/membership/certificates.ts'
import { Standings } from '#node/membership/standings.ts'

const authority = signingKeyFromSeed(new Uint8Array(32).fill(9))
const group = sha256(Buffer.from('a release'))

/** A device of the fleet: what it says of itself, and how it reads what others say. */
function device(number: number, certifiedBy = authority) {
  const seed = new Uint8Array(32).fill(number)
  const key = signingKeyFromSeed(seed)
  const self = peerNameOf(key.publicKey)
  const certificate = issueCertificate({ peer: self, product: 'hub', tags: [] }, certifiedBy)
  const address = `/ip4/127.0.0.1/tcp/${4000 + number}/p2p/${self}`
  const certificates = new Certificates(() => [authority.publicKey])
  const sign = peerSigner(seed)
  const isNeighbour = () => false
  const standings = new Standings({ self, certificate, sign, certificates, isNeighbour, address: () => address })
  const standing: Standing = {
    peer: self,
    sequence: 5,
    takings: [{ group, tier: 0, isMember: true }],
    fetchedBytes: 7,
    leaving: 'stays',
  }
  return { self, address, standings, standing }
}

function sealedBy(standings: Standings, ...said: readonly Standing[]): readonly SealedStanding[] {
  const message = standings.toWire({ type: 'standings', standings: said })
  check(message.type === 'standings', 'standings travel as such')
  return message.sealed
}

const [origin, relay, reader] = [device(1), device(2), device(3)]

test('what a device says of itself reaches others through a neighbour, with where it can be dialled', () => {
  relay.standings.open(origin.self, sealedBy(origin.standings, origin.standing))

  const opened = reader.standings.open(relay.self, sealedBy(relay.standings, origin.standing))

  assert.deepEqual(opened, { standings: [origin.standing], addresses: [origin.address] })
})

test('what somebody else says in the name of a device is not heard', () => {
  const [sealed] = sealedBy(origin.standings, origin.standing)
  assert.ok(sealed)
  const forged = { ...sealed, signature: sealed.signature.map((byte) => byte ^ 1) }

  const opened = device(4).standings.open(relay.self, [forged])

  assert.deepEqual(opened, { standings: [], addresses: [] })
})

test('a device that no authority of the fleet certified is not heard', () => {
  const stranger = device(5, signingKeyFromSeed(new Uint8Array(32).fill(8)))

  const opened = reader.standings.open(stranger.self, sealedBy(stranger.standings, stranger.standing))

  assert.deepEqual(opened.standings, [])
})

test('what is older than what is known of a device is not heard', () => {
  const listener = device(6)
  listener.standings.open(relay.self, sealedBy(origin.standings, { ...origin.standing, sequence: 9 }))

  const opened = listener.standings.open(relay.self, sealedBy(device(1).standings, { ...origin.standing, sequence: 8 }))

  assert.deepEqual(opened.standings, [])
})
