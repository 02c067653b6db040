import { openBootStore } from '#adapters/boot/boot-store.ts'
import { PayloadDecoder } from '#adapters/codec/payload-decoder.ts'
import type { NodeConfig } from '#adapters/config/node-config.ts'
import { LevelStore } from '#adapters/level/level-store.ts'
import { encodeStored } from '#core/codec/encode-payload.ts'
import { readCertificate } from '#core/identity/certificate.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { dataPaths, readIdentity } from '#node/data-directory.ts'
import { componentSlots } from '#node/device.ts'
import { SlotSet } from '#node/install/slot-set.ts'

/**
 * Opens everything that a node opens when it starts, and loads everything that it loads. Resolves with a
 * line for each part; rejects with the first problem, which says what to do.
 */
export async function checkNode(config: NodeConfig): Promise<string> {
  await import('#node/run.ts')
  const paths = dataPaths(config.dataDirectory)
  const identity = await readIdentity(config.dataDirectory)
  const { product, tags } = readCertificate(identity.certificate, authoritiesOf(trustRoot(identity.root).root))
  const boot = await openBootStore(paths.boot).read()
  const slots = await SlotSet.open(componentSlots(config), boot.active)
  const sizes = slots.components.map((name) => `${name} ${slots.inactive(name).bytes} bytes`)
  await slots.close()
  const store = await LevelStore.open(paths.state)
  await store.close()
  await checkDecoder()
  const version = boot.slots[boot.active]?.version ?? 'unknown'
  return [
    `identity     ${identity.peer}`,
    `certificate  ${[product, ...tags].join(', ')}`,
    `boot record  slot ${boot.active} is active and holds ${version}`,
    `slots        ${sizes.join(', ')}`,
    'state        can be opened',
    'decoder      works',
    '',
  ].join('\n')
}

async function checkDecoder(): Promise<void> {
  const decoder = new PayloadDecoder()
  try {
    const sample = new Uint8Array([1])
    await decoder.decode({
      payload: encodeStored(sample),
      isPatch: false,
      chunkCount: 1,
      outputBytes: sample.byteLength,
    })
  } finally {
    await decoder.close()
  }
}
