import assert from 'node:assert/strict'
import { copyFile, readdir, readlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { readNodeConfig } from '#adapters/config/node-config.ts'
import { openDevice } from '#node/device.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from '#test/node/hostile/fleet.ts'

test('a device that is refused leaves no file open', async (t) => {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  const other = await Fleet.make(join(fleet.directory, 'other'))
  await fleet.publish('1.0.0', new Uint8Array(100_000).fill(1))
  const path = await fleet.provision(
    'device',
    '1.0.0',
    '/ip4/127.0.0.1/tcp/1/p2p/12D3KooWSL3P65BwY4dnJgafY6z71gRiY67EyEd6guZu15k7YPyt',
  )
  await copyFile(join(other.keys, 'root.json'), join(dirname(path), 'root.json'))
  const config = await readNodeConfig(path)

  await assert.rejects(openDevice(config, undefined), /signed by none/)

  assert.deepEqual(await openFilesUnder(fleet.directory), [])
})

/** The files below a directory that this process has open. */
async function openFilesUnder(directory: string): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd')
  const files = await Promise.all(descriptors.map((name) => readlink(join('/proc/self/fd', name)).catch(() => '')))
  return files.filter((file) => file.startsWith(directory))
}
