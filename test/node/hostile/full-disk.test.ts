import assert from 'node:assert/strict'
import { cp, readdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { Fleet } from './fleet.ts'
import { assertRefused, runMycel } from './mycel-command.ts'
import { MycelProcess } from './mycel-process.ts'
import { noiseImage } from './noise-image.ts'
import { smallDisk } from './small-disk.ts'

const imageBytes = 2_000_000
const isFull = /its file system is full; free space/

test('a device is not provisioned on a full disk, and nothing is left there', async (t) => {
  const disk = await smallDisk(t, 1_000_000)
  if (disk === undefined) return
  const { fleet, address } = await fleetAt(t)

  const provisioning = fleet.provision(disk.directory, '1.0.0', address)

  await assert.rejects(provisioning, isFull)
  assert.deepEqual(await readdir(disk.directory), [])
})

test('a node whose disk is full says so, runs on, and updates once there is room', async (t) => {
  const disk = await smallDisk(t, 8_000_000)
  if (disk === undefined) return
  const { fleet, address } = await fleetAt(t)
  const config = await fleet.provision(join(disk.directory, 'device'), '1.0.0', address)
  const node = new MycelProcess(['node', 'run', '--config', config, '--verbose'])
  t.after(() => node.end('SIGKILL'))
  await node.until('peer-joined')

  await fill(disk.directory)
  await fleet.publish('1.1.0', noiseImage(2, imageBytes))
  const { reason } = await node.until('refresh-failed')
  await rm(join(disk.directory, 'ballast'))
  await fleet.publish('1.2.0', noiseImage(3, imageBytes))

  assert.match(String(reason), isFull)
  await node.until('phase-staged')
})

test('a node does not start on a disk that became read-only, and says which', async (t) => {
  const disk = await smallDisk(t, 8_000_000)
  if (disk === undefined) return
  const { fleet, address } = await fleetAt(t)
  const config = await fleet.provision(join(disk.directory, 'device'), '1.0.0', address)
  disk.remount('ro')

  const ended = await runMycel({ directory: dirname(config) }, ['node', 'run', '--config', 'node.toml'])

  assertRefused(ended, new RegExp(disk.directory), /mounted read-only; mount it writable/)
})

test('a release is not published on a full disk, and is once there is room', async (t) => {
  const disk = await smallDisk(t, 3_000_000)
  if (disk === undefined) return
  const { fleet } = await fleetAt(t)
  await cp(fleet.repository, join(disk.directory, 'repo'), { recursive: true })
  await writeFile(join(fleet.directory, 'new.img'), noiseImage(2, imageBytes))
  const words = ['--keys', 'keys', '--product', 'hub', '--version', '1.1.0', '--component', 'rootfs=new.img']
  const build = () => runMycel(fleet, ['release', 'build', '--repo', join(disk.directory, 'repo'), ...words, '--json'])

  const onFullDisk = await build()
  const listed = await runMycel(fleet, ['release', 'list', '--repo', join(disk.directory, 'repo')])
  disk.remount('size=9000000')
  const withRoom = await build()

  assertRefused(onFullDisk, isFull)
  assert.match(listed.output, /hub\s+1\.0\.0\s+-\n$/)
  assert.equal(withRoom.exitCode, 0, withRoom.errors)
})

test('a release is not published on a disk that may not be written', async (t) => {
  const disk = await smallDisk(t, 9_000_000)
  if (disk === undefined) return
  const { fleet } = await fleetAt(t)
  await cp(fleet.repository, join(disk.directory, 'repo'), { recursive: true })
  await writeFile(join(fleet.directory, 'new.img'), noiseImage(2, 1_000))
  disk.remount('ro')
  const words = ['--keys', 'keys', '--product', 'hub', '--version', '1.1.0', '--component', 'rootfs=new.img']

  const ended = await runMycel(fleet, ['release', 'build', '--repo', join(disk.directory, 'repo'), ...words, '--json'])

  assertRefused(ended, new RegExp(disk.directory), /mounted read-only; mount it writable/)
})

/** A fleet that has published 1.0.0, and its tracker. */
async function fleetAt(t: TestContext): Promise<{ fleet: Fleet; address: string }> {
  const fleet = await Fleet.make(await temporaryDirectory(t))
  await fleet.publish('1.0.0', noiseImage(1, imageBytes))
  const tracker = await fleet.startTracker()
  t.after(() => tracker.process.end('SIGKILL'))
  return { fleet, address: tracker.address }
}

/** Takes all the room that a file system has. */
async function fill(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  await writeFile(join(directory, 'ballast'), new Uint8Array(bavail * bsize))
}
