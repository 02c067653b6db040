import { access, copyFile, mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import { parseNodeConfig } from '#adapters/config/node-config.ts'
import { nodeConfigText } from '#adapters/config/node-config-text.ts'
import { createFile } from '#adapters/file/durable-file.ts'
import { createKeyFile, readKeyFile } from '#adapters/keys/key-file.ts'
import { peerNameOf } from '#adapters/keys/peer-name.ts'
import { createSlotFile, openSlot } from '#adapters/slot/file-block-device.ts'
import type { SlotImage } from '#core/boot/boot-state.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { chunkBytesMax, chunkGeometry, imageBytesMax } from '#core/chunk-geometry.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import { dataPaths } from '#node/data-directory.ts'
import { hashImage } from '#node/install/read-chunks.ts'

/** What a factory knows of a device. */
export interface ProvisionInit {
  /** The data directory, which must not be a provisioned one. */
  readonly directory: string
  /** The file of the fleet's device-authority key. */
  readonly authorityKey: string
  /** The file of the root.json from which the device trusts. */
  readonly root: string
  readonly trackers: readonly string[]
  readonly product: string
  readonly version: string
  readonly images: readonly { readonly component: string; readonly path: string }[]
  readonly tags: readonly string[]
  readonly securityEpoch: number
  /** Size of each slot in bytes; twice its image where undefined. */
  readonly slotBytes: number | undefined
  readonly listen: readonly string[] | undefined
  readonly serviceTag: string | undefined
}

/** What provisioning made. */
export interface Provisioned {
  readonly peer: PeerName
  readonly config: string
}

/** Does what a factory does: identity, certificate, slots, the first image in slot a, boot state, configuration. */
export async function provision(init: ProvisionInit): Promise<Provisioned> {
  const paths = dataPaths(init.directory)
  const product = parseName('product', init.product)
  const version = parseVersion(init.version)
  if (await exists(paths.config)) {
    throw new UserError(
      `${init.directory} holds a provisioned device already: name another directory, or remove this one`,
    )
  }
  const text = configFor(init, product)
  // What a node would refuse at its start is refused before anything is made.
  parseNodeConfig(text, paths.config)
  const authority = await readKeyFile(init.authorityKey)
  for (const folder of [init.directory, paths.boot, paths.slots]) await mkdir(folder, { recursive: true })
  await copyRoot(init.root, paths.root)
  const identity = await createKeyFile(paths.identity)
  const peer = peerNameOf(identity.publicKey)
  const certificate = issueCertificate({ peer, product, tags: init.tags }, authority)
  await createFile(paths.certificate, certificate, 0o644)
  const images: SlotImage[] = []
  for (const { component, path } of init.images) {
    images.push(await fillSlots(paths.slots, parseName('component', component), path, init.slotBytes))
  }
  await openBootStore(paths.boot).write(
    factoryState({ version, release: undefined, securityEpoch: init.securityEpoch, images }),
  )
  // The configuration comes last: a directory without one was not provisioned to the end.
  await createFile(paths.config, Buffer.from(text), 0o644)
  return { peer, config: paths.config }
}

function configFor(init: ProvisionInit, product: string): string {
  const { listen, serviceTag } = init
  const components = init.images.map(({ component }) => ({
    name: component,
    slotA: `slots/${component}.a`,
    slotB: `slots/${component}.b`,
  }))
  const choices = { ...(listen === undefined ? {} : { listen }), ...(serviceTag === undefined ? {} : { serviceTag }) }
  return nodeConfigText({ product, trackerAddresses: init.trackers, components, ...choices })
}

/** Makes both slots of a component and writes the image into slot a. */
async function fillSlots(
  folder: string,
  component: string,
  image: string,
  slotBytes: number | undefined,
): Promise<SlotImage> {
  const imageBytes = await sizeOf(image)
  const bytes = slotBytes ?? Math.ceil((imageBytes * 2) / chunkBytesMax) * chunkBytesMax
  if (imageBytes > bytes) {
    throw new UserError(`the image ${image} has ${imageBytes} bytes, a slot only ${bytes}: raise --slot-bytes`)
  }
  for (const slot of ['a', 'b']) await createSlotFile(join(folder, `${component}.${slot}`), bytes)
  const device = await openSlot(join(folder, `${component}.a`))
  const source = await open(image, 'r')
  try {
    const buffer = new Uint8Array(chunkBytesMax)
    for (let position = 0; position < imageBytes; ) {
      const { bytesRead } = await source.read(buffer, 0, buffer.byteLength, position)
      if (bytesRead === 0) throw new UserError(`the image ${image} became shorter while it was read: try again`)
      await device.write(buffer.subarray(0, bytesRead), position)
      position += bytesRead
    }
    await device.sync()
    return { component, digest: await hashImage(device, chunkGeometry(imageBytes)), imageBytes }
  } finally {
    await source.close()
    await device.close()
  }
}

async function sizeOf(image: string): Promise<number> {
  const facts = await stat(image).catch((cause: unknown) => {
    throw new UserError(`cannot read the image: ${messageOf(cause)}`, { cause })
  })
  if (!facts.isFile()) throw new UserError(`the image ${image} is no file: name the file with the bytes of the image`)
  if (facts.size < 1 || facts.size > imageBytesMax) {
    throw new UserError(`the image ${image} has ${facts.size} bytes; an image has 1 to ${imageBytesMax}`)
  }
  return facts.size
}

async function copyRoot(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((cause: unknown) => {
    throw new UserError(`cannot read root.json: ${messageOf(cause)}; 'mycel keys init' makes one beside the keys`, {
      cause,
    })
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
