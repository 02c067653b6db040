import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import type { BootState, SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { beginInstall, beginTrial, confirm, recordTrialFailure } from '#core/boot/boot-transitions.ts'
import type { NodeEnd } from '#node/boot/node-end.ts'
import { rebootExitCode } from '#node/boot/node-end.ts'
import { gaveUpExitCode, supervise } from '#node/boot/supervise.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { runsFirstVersion, stateAfter, verifiedFor } from '#test/core/boot/boot-states.ts'

/** One run of a node: what it does in its slot, and how it ends. */
type Run = (device: {
  readonly slot: SlotName
  readonly store: BootStore
  passMs(ms: number): void
}) => Promise<NodeEnd>

const reboot: NodeEnd = { type: 'exited', code: rebootExitCode }
const crash: NodeEnd = { type: 'killed', signal: 'SIGSEGV' }
const end: NodeEnd = { type: 'exited', code: 0 }

/** Supervises a device that has the given runs, one after the other, on a clock that only runs when it is told. */
async function superviseRuns(t: TestContext, state: BootState, runs: readonly Run[]) {
  const store = openBootStore(await temporaryDirectory(t))
  await store.write(state)
  const booted: string[] = []
  const waits: number[] = []
  const crashed: string[] = []
  let nowMs = 0
  const exitCode = await supervise({
    bootStore: store,
    startNode: async (slot) => {
      const attemptsLeft = (await store.read()).trial?.attemptsLeft
      const run = runs[booted.length]
      booted.push(attemptsLeft === undefined ? slot : `${slot}, ${attemptsLeft} left`)
      assert.ok(run, 'the node is not started more often than it has runs')
      const passMs = (ms: number) => {
        nowMs += ms
      }
      return run({ slot, store, passMs })
    },
    report: () => {},
    crashed: async (version, problem) => void crashed.push(`${version}: ${problem}`),
    clock: {
      nowMs: () => nowMs,
      wait: async (delayMs) => {
        waits.push(delayMs)
        nowMs += delayMs
      },
    },
  })
  return { exitCode, booted, waits, crashed, state: await store.read() }
}

const install: Run = async ({ store }) => {
  const state = stateAfter(beginInstall(await store.read()))
  await store.write(stateAfter(beginTrial(state, verifiedFor(state, '2.0.0'))))
  return reboot
}

const confirmAndEnd: Run = async ({ slot, store }) => {
  await store.write(stateAfter(confirm(await store.read(), slot)))
  return end
}

const failItsCheck: Run = async ({ store }) => {
  await store.write(stateAfter(recordTrialFailure(await store.read(), 'no network')))
  return reboot
}

const ends: Run = async () => end
const crashes: Run = async () => crash
const reboots: Run = async () => reboot

test('a reboot after an install boots the new slot, which may confirm itself', async (t) => {
  const { exitCode, booted, state } = await superviseRuns(t, runsFirstVersion, [install, confirmAndEnd])

  assert.equal(exitCode, 0)
  assert.deepEqual(booted, ['a', 'b, 2 left'])
  assert.equal(state.active, 'b')
})

test('a trial that crashes three times goes back to the old slot and says why', async (t) => {
  const runs = [install, crashes, crashes, crashes, ends]

  const { booted, state, waits } = await superviseRuns(t, runsFirstVersion, runs)

  assert.deepEqual(booted, ['a', 'b, 2 left', 'b, 1 left', 'b, 0 left', 'a'])
  assert.deepEqual(state.rollback, { version: '2.0.0', reason: 'the node was killed by SIGSEGV' })
  assert.deepEqual(waits, [])
})

test('a trial that fails its own check three times goes back with the reason it gave', async (t) => {
  const runs = [install, failItsCheck, failItsCheck, failItsCheck, ends]

  const { booted, state } = await superviseRuns(t, runsFirstVersion, runs)

  assert.deepEqual(booted, ['a', 'b, 2 left', 'b, 1 left', 'b, 0 left', 'a'])
  assert.deepEqual(state.rollback, { version: '2.0.0', reason: 'no network' })
})

test('a crash right after a confirmation is not a failed attempt', async (t) => {
  const confirmAndCrash: Run = async (device) => {
    await confirmAndEnd(device)
    return crash
  }

  const { booted, state } = await superviseRuns(t, runsFirstVersion, [install, confirmAndCrash, ends])

  assert.deepEqual(booted, ['a', 'b, 2 left', 'b'])
  assert.equal(state.active, 'b')
})

test('a crash after a confirmation and the next install costs the new trial nothing', async (t) => {
  const confirmInstallAndCrash: Run = async (device) => {
    await confirmAndEnd(device)
    await install(device)
    return crash
  }

  const { booted, state } = await superviseRuns(t, runsFirstVersion, [install, confirmInstallAndCrash, ends])

  assert.deepEqual(booted, ['a', 'b, 2 left', 'a, 2 left'])
  assert.equal(state.trial?.lastFailure, '')
})

test('a crash of the old release after it began a trial costs no attempt and leaves no failure', async (t) => {
  const installAndCrash: Run = async (device) => {
    await install(device)
    return crash
  }

  const { booted, state, waits } = await superviseRuns(t, runsFirstVersion, [installAndCrash, ends])

  assert.deepEqual(booted, ['a', 'b, 2 left'])
  assert.equal(state.trial?.lastFailure, '')
  assert.deepEqual(waits, [1000])
})

test('five quick crashes end the supervisor, after ever longer waits', async (t) => {
  const { exitCode, waits } = await superviseRuns(t, runsFirstVersion, [crashes, crashes, crashes, crashes, crashes])

  assert.equal(exitCode, gaveUpExitCode)
  assert.deepEqual(waits, [1000, 2000, 4000, 8000])
})

test('a run that lasted a minute starts the count again', async (t) => {
  const crashesLater: Run = async ({ passMs }) => {
    passMs(60_000)
    return crash
  }

  const runs = [crashes, crashes, crashesLater, crashes, ends]
  const { exitCode, waits } = await superviseRuns(t, runsFirstVersion, runs)

  assert.equal(exitCode, 0)
  assert.deepEqual(waits, [1000, 2000, 1000, 2000])
})

test('a node that asks for a reboot again and again without a change is stopped like one that crashes', async (t) => {
  const { exitCode } = await superviseRuns(t, runsFirstVersion, [reboots, reboots, reboots, reboots, reboots])

  assert.equal(exitCode, gaveUpExitCode)
})

test('a node that cannot be started is tried again after a wait', async (t) => {
  const notStarted: Run = async () => ({ type: 'not-started', problem: 'spawn EAGAIN' })

  const { exitCode, waits } = await superviseRuns(t, runsFirstVersion, [notStarted, ends])

  assert.equal(exitCode, 0)
  assert.deepEqual(waits, [1000])
})

test('a node that somebody stopped ends the supervisor with the exit code a shell would give', async (t) => {
  const killed: Run = async () => ({ type: 'killed', signal: 'SIGTERM' })
  const stopped: Run = async () => ({ type: 'stopped', exitCode: 75 })

  assert.equal((await superviseRuns(t, runsFirstVersion, [killed])).exitCode, 143)
  assert.equal((await superviseRuns(t, runsFirstVersion, [stopped])).exitCode, 75)
})

test('a crash after the confirmation is noted with its version; one on trial is told by the boot record', async (t) => {
  const onTrial = await superviseRuns(t, runsFirstVersion, [install, async () => crash, confirmAndEnd])
  const confirmedOne = await superviseRuns(t, runsFirstVersion, [async () => crash, async () => end])

  assert.deepEqual(onTrial.crashed, [])
  assert.deepEqual(confirmedOne.crashed, ['1.0.0: the node was killed by SIGSEGV'])
})
