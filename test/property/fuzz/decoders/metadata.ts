import { Metadata, MetadataKind } from '@tufjs/models'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { readMetadata, type SignedJson, type SignedPart } from '#core/metadata/read-metadata.ts'
import { signMetadata, specVersion } from '#core/metadata/sign-metadata.ts'
import { type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import { readTargetList, TargetList } from '#core/metadata/target-list.ts'
import { type TrustedMetadata, trustRoot, versionsOf } from '#core/metadata/trusted-metadata.ts'
import type { Versions } from '#core/metadata/versions.ts'
import { updateRoot } from '#core/metadata/workflow/update-root.ts'
import { updateSnapshot } from '#core/metadata/workflow/update-snapshot.ts'
import { updateTargets } from '#core/metadata/workflow/update-targets.ts'
import { updateTimestamp } from '#core/metadata/workflow/update-timestamp.ts'
import type { Rollout } from '#core/rollout/rollout.ts'
import { rolloutsOf } from '#core/rollout/rollout-target.ts'
import { makeFiles, makeRootFile, makeSnapshot, makeTimestamp, vendor } from '#test/core/metadata/vendor.ts'
import { makeRollout } from '#test/core/rollout/make-rollout.ts'
import type { FuzzedDecoder } from '#test/property/fuzz/fuzzed-decoder.ts'
import { jsonMutators, withUnknownKey } from '#test/property/fuzz/mutate/mutate-json.ts'
import { rolloutTarget } from '#tracker/release/rollout-file.ts'

const digest = '44bbf8090c78c29f905e69938966e0fcfef3e9519cd22967c32fbbd8ffc5c586'
const files = makeFiles({
  custom: {
    'hub/1.1.0/release': { type: 'release', product: 'hub', version: '1.1.0', from: '>=1.0.0', securityEpoch: 4 },
    'hub/1.1.0/rootfs.from-1.0.0.delta': {
      type: 'delta',
      product: 'hub',
      version: '1.1.0',
      component: 'rootfs',
      baseVersion: '1.0.0',
      baseImage: digest,
      image: digest,
      payloadBytes: 27,
    },
  },
})
const trusted = trustRoot(makeRootFile())

/** A root as it comes, whose signature hardly ever survives damage. */
export const rootDecoder: FuzzedDecoder<Versions> = {
  name: 'root.json',
  isDear: true,
  samples: () => [makeRootFile(), makeRootFile({ version: 2 })],
  decode: (content) => versionsOf(trustRoot(content)),
  mutators: jsonMutators,
}

/*
 * The others get what the vendor has signed, signed again after the damage: without it nothing behind the check of the
 * signatures would be met.
 */

export const signedRootDecoder: FuzzedDecoder<readonly [Versions, readonly Uint8Array[]]> = {
  ...signedPart('root.json, signed', [makeRootFile(), makeRootFile({ version: 2 })]),
  decode: (signed) => {
    const root = trustRoot(sign(readerOf(MetadataKind.Root), signed, vendor.root))
    return [versionsOf(root), authoritiesOf(root.root)]
  },
}

export const nextRootDecoder: FuzzedDecoder<Versions> = {
  ...signedPart('next root.json, signed', [makeRootFile({ version: 2 })]),
  decode: (signed) => versionsOf(updateRoot(trusted, sign(readerOf(MetadataKind.Root), signed, vendor.root))),
}

export const timestampDecoder: FuzzedDecoder<Versions> = {
  ...signedPart('timestamp.json, signed', [files.timestamp]),
  decode: (signed) => {
    return versionsOf(updateTimestamp(trusted, sign(readerOf(MetadataKind.Timestamp), signed, vendor.timestamp)))
  },
}

export const snapshotDecoder: FuzzedDecoder<Versions> = {
  ...signedPart('snapshot.json, signed', [files.snapshot]),
  decode: (signed) => versionsOf(withSnapshot(sign(readerOf(MetadataKind.Snapshot), signed, vendor.snapshot))),
}

export const targetsDecoder: FuzzedDecoder<readonly MycelTarget[]> = {
  ...signedPart('targets.json, signed', [files.targets]),
  decode: (signed) => {
    const targets = sign(readTargetList, signed, vendor.targets)
    return targetsOf(updateTargets(withSnapshot(makeSnapshot({ targets })), targets))
  },
}

/** Who may take a release, as the online key signed it. */
export const rolloutsDecoder: FuzzedDecoder<readonly Rollout[]> = {
  ...signedPart('rollouts.json, signed', [rolloutsFile()]),
  decode: (signed) => {
    const rollouts = readMetadata('rollouts', sign(readTargetList, signed, vendor.rollouts), readTargetList)
    return rolloutsOf({ ...trusted, rollouts })
  },
}

function rolloutsFile(): Uint8Array {
  const files = [
    rolloutTarget(makeRollout()),
    rolloutTarget(makeRollout({ id: 'summer', consent: { type: 'mandatory' } })),
  ]
  const targets = Object.fromEntries(files.map((file) => [file.path, file]))
  return signMetadata(new TargetList({ specVersion, version: 1, expires: '2027-01-01T00:00:00Z', targets }), [
    vendor.rollouts,
  ])
}

function signedPart(name: string, samples: readonly Uint8Array[]) {
  const signedPartOf = (file: Uint8Array) => JSON.stringify(JSON.parse(Buffer.from(file).toString()).signed)
  return {
    name,
    isDear: true,
    samples: () => samples.map((file) => Buffer.from(signedPartOf(file))),
    mutators: jsonMutators,
    withUnknown: withUnknownKey,
  }
}

function withSnapshot(snapshot: Uint8Array): TrustedMetadata {
  return updateSnapshot(updateTimestamp(trusted, makeTimestamp({ snapshot })), snapshot)
}

type Reader = (json: SignedJson) => Metadata<SignedPart>

function readerOf(kind: MetadataKind.Root | MetadataKind.Timestamp | MetadataKind.Snapshot): Reader {
  // The overloads of fromJSON take one kind each.
  return (json) => Metadata.fromJSON(kind as MetadataKind.Root, json) as Metadata<SignedPart>
}

/** A file with this signed part; without a signature where it cannot even be read. */
function sign(read: Reader, signed: Uint8Array, key: SigningKey): Uint8Array {
  const text = Buffer.from(signed).toString()
  const unsigned = `{"signed":${text},"signatures":[]}`
  try {
    return signMetadata(read(JSON.parse(unsigned)).signed, [key])
  } catch {
    return Buffer.from(unsigned)
  }
}
