import { access, mkdir, open, rm } from 'node:fs/promises'
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
import { chunkBytesMax, chunkGeometry } from '#core/chunk-geometry.ts'
import { UserError } from '#core/errors.ts'
import type { PeerName } from '#core/exchange/contract.ts'
import { parseName, parseVersion } from '#core/format/name.ts'
import { issueCertificate } from '#core/identity/certificate.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { type DataPaths, dataPaths } from '#node/data-directory.ts'
import { hashImage } from '#node/install/read-chunks.ts'
import { readRoot, requireAuthority, requireFree, requireImage } from './provision-inputs.ts'

/** What a factory knows of a device. */
export interface ProvisionInit {
  /** The data directory, which must not be a provisioned one. */
  readonly directory: string
  /** The file of the fleet's device-authority key. */
  readonly authorityKey: string
  /** The file of the root.json from which the device trusts. */
  readonly root: string
  readonly trackers: readonly string[]
  /** Copies of the repository on web servers; with one the device needs no tracker. */
  readonly httpSources?: readonly string[]
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
  const root = await readRoot(init.root)
  requireAuthority(authority, root, init)
  for (const { path } of init.images) await requireImage(path, init.slotBytes)
  await requireFree(init.directory, madeIn(paths))
  try {
    return await makeDevice(init, { authority, root, product, version, text })
  } catch (error) {
    // What was begun would stand in the way of the next attempt; the folder itself may be a mount point.
    for (const path of madeIn(paths)) await rm(path, { recursive: true, force: true })
    throw error
  }
}

/** All that provisioning makes in a data directory, the configuration first: without it there is no device. */
function madeIn({ config, boot, slots, identity, certificate, root }: DataPaths): readonly string[] {
  return [config, boot, slots, identity, certificate, root]
}

/** What was read and found good before anything is made. */
interface Checked {
  readonly authority: SigningKey
  readonly root: Uint8Array
  readonly product: string
  readonly version: string
  readonly text: string
}

async function makeDevice(init: ProvisionInit, checked: Checked): Promise<Provisioned> {
  const { authority, root, product, version, text } = checked
  const paths = dataPaths(init.directory)
  for (const folder of [paths.boot, paths.slots]) await mkdir(folder)
  await createFile(paths.root, root, 0o644)
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
  return nodeConfigText({
    product,
    trackerAddresses: init.trackers,
    httpSources: init.httpSources ?? [],
    components,
    ...choices,
  })
}

/** Makes both slots of a component and writes the image into slot a. */
async function fillSlots(
  folder: string,
  component: string,
  image: string,
  slotBytes: number | undefined,
): Promise<SlotImage> {
  const imageBytes = await requireImage(image, slotBytes)
  const bytes = slotBytes ?? Math.ceil((imageBytes * 2) / chunkBytesMax) * chunkBytesMax
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

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
