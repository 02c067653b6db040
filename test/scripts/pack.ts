/**
 * What `npm pack` runs: `build` before, `restore` after. Node strips no types inside `node_modules`, so the package
 * holds compiled files, and a manifest that names them stands in the place of `package.json` while npm packs.
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  constants,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readCommit } from '#adapters/version/commit.ts'
import { type Manifest, packedManifest } from './packed-manifest.ts'

const root = resolve(import.meta.dirname, '../..')
const dist = join(root, 'dist')
const manifestPath = join(root, 'package.json')

/** Where the checkout's own manifest waits until npm has packed. */
const checkoutManifestPath = join(root, 'package.json.checkout')

/** How often the watcher looks whether npm still runs, in ms, and when it no longer waits for it. */
const watchIntervalMs = 50
const watchLimitMs = 600_000

/** Fills `dist/` and puts the manifest of the package in place. When it throws, the checkout is as before. */
function build(): void {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest
  const packed = packedManifest(manifest, readCommit(root))
  keepManifest()
  watch(process.ppid)
  try {
    compile()
    copyAsTheyAre()
    writeFileSync(manifestPath, `${JSON.stringify(packed, undefined, 2)}\n`)
  } catch (error) {
    restore()
    throw error
  }
}

function keepManifest(): void {
  try {
    copyFileSync(manifestPath, checkoutManifestPath, constants.COPYFILE_EXCL)
  } catch (cause) {
    const advice = `if no other 'npm pack' is at work, run 'mv ${checkoutManifestPath} ${manifestPath}'`
    throw new Error(`cannot keep package.json as ${checkoutManifestPath}: ${advice}`, { cause })
  }
}

/** Compiles what can be reached from the command and the worker threads: nothing else is packed. */
function compile(): void {
  rmSync(dist, { recursive: true, force: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [compiler, '--project', join(root, 'tsconfig.build.json')], { stdio: 'inherit' })
}

/** protons' code and the dashboard are JavaScript already; scenarios and their schema are read as files. */
function copyAsTheyAre(): void {
  const patterns = [
    '{core,adapters,node,tracker,sim}/**/wire.js',
    'sim/scenarios/*.{yaml,json}',
    'tracker/web/page/**/*.{html,css,js,svg}',
  ]
  for (const path of globSync(patterns, { cwd: root })) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    copyFileSync(join(root, path), join(dist, path))
  }
}

/**
 * Restores the checkout once npm has ended: where packing fails or is interrupted, npm runs no `postpack`. npm is the
 * parent of this process because `package.json` begins this step with `exec`, which replaces npm's shell.
 */
function watch(npm: number): void {
  const words = [import.meta.filename, 'watch', String(npm)]
  spawn(process.execPath, words, { cwd: root, detached: true, stdio: 'ignore' }).unref()
}

async function restoreAfter(npm: number): Promise<void> {
  for (let waitedMs = 0; isRunning(npm) && waitedMs < watchLimitMs; waitedMs += watchIntervalMs) {
    await sleep(watchIntervalMs)
  }
  restore()
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Makes the checkout what it was before {@link build}. Does nothing where it is so already. */
function restore(): void {
  if (!existsSync(checkoutManifestPath)) return
  renameSync(checkoutManifestPath, manifestPath)
  rmSync(dist, { recursive: true, force: true })
}

const [step, npm] = process.argv.slice(2)
if (step === 'build') build()
else if (step === 'restore') restore()
else if (step === 'watch') await restoreAfter(Number(npm))
else throw new Error(`'${step}' is no step of packing: 'npm pack' runs build and restore`)
