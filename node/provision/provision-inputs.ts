import { readdir, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { makeDirectory } from '#adapters/file/durable-file.ts'
import { onMedium } from '#adapters/slot/medium-error.ts'
import { imageBytesMax } from '#core/chunk-geometry.ts'
import { messageOf, UserError } from '#core/errors.ts'
import type { SigningKey } from '#core/identity/signing-key.ts'
import { authoritiesOf } from '#core/metadata/authorities.ts'
import { trustRoot } from '#core/metadata/trusted-metadata.ts'
import { requireRoot } from '#node/data-directory.ts'

/** The size of an image in bytes. Throws {@link UserError} where it is none, or does not fit into its slot. */
export async function requireImage(image: string, slotBytes: number | undefined): Promise<number> {
  const facts = await stat(image).catch((cause: unknown) => {
    throw new UserError(`the image ${image} cannot be read (${messageOf(cause)}): check the path and its permissions`, {
      cause,
    })
  })
  if (!facts.isFile()) throw new UserError(`the image ${image} is no file: name the file with the bytes of the image`)
  if (facts.size < 1 || facts.size > imageBytesMax) {
    throw new UserError(
      `the image ${image} has ${facts.size} bytes; an image has 1 to ${imageBytesMax}: build it again`,
    )
  }
  if (slotBytes !== undefined && facts.size > slotBytes) {
    throw new UserError(`the image ${image} has ${facts.size} bytes, a slot only ${slotBytes}: raise --slot-bytes`)
  }
  return facts.size
}

/** The bytes of a root.json. Throws {@link UserError} where it cannot be read or is none. */
export async function readRoot(path: string): Promise<Uint8Array> {
  const root = await readFile(path).catch((cause: unknown) => {
    throw new UserError(`cannot read root.json: ${messageOf(cause)}; 'mycel keys init' makes one beside the keys`, {
      cause,
    })
  })
  requireRoot(path, root)
  return root
}

/** Throws {@link UserError} where the root does not name the key: what it certifies, no peer of the fleet admits. */
export function requireAuthority(
  { publicKey }: SigningKey,
  root: Uint8Array,
  paths: { readonly authorityKey: string; readonly root: string },
): void {
  const authorities = authoritiesOf(trustRoot(root).root)
  if (authorities.some((authority) => Buffer.from(authority).equals(publicKey))) return
  throw new UserError(
    `the key ${paths.authorityKey} is none of the device authorities that ${paths.root} names: use the keys and the root.json of one fleet`,
  )
}

/** Makes a folder where it is missing. Throws {@link UserError} where one of `paths` is in it: nothing is overwritten. */
export async function requireFree(directory: string, paths: readonly string[]): Promise<void> {
  await onMedium(directory, () => makeDirectory(directory))
  const names = await readdir(directory)
  const found = paths.map((path) => basename(path)).find((name) => names.includes(name))
  if (found === undefined) return
  throw new UserError(
    `${directory} holds the ${found} of another device, or of a provisioning that was cut: name another directory, or remove this one`,
  )
}
