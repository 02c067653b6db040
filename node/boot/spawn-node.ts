import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import { smallMemoryEnvironment, smallMemoryFlags } from '#adapters/memory/small-memory.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import { messageOf } from '#core/errors.ts'
import type { NodeEnd } from '#node/boot/node-end.ts'
import { signalExitCode } from '#node/boot/node-end.ts'

/** Which program is the node, and with what configuration. */
export interface SpawnNodeInit {
  /** Path of the `mycel` entry file. */
  readonly entry: string
  /** Path of `node.toml`. */
  readonly config: string
  /** Whether the node logs what peers do, too. */
  readonly verbose?: boolean
}

/**
 * Returns a function that runs `mycel node run --config FILE --slot a|b` as a child with the same terminal
 * and resolves once it has ended. Meanwhile SIGTERM and SIGINT to this process are passed on to the child,
 * both as SIGTERM: at Ctrl-C a terminal sends the child a SIGINT of its own.
 */
export function nodeSpawner(init: SpawnNodeInit): (slot: SlotName) => Promise<NodeEnd> {
  return async (slot) => {
    const options = init.verbose === true ? ['--verbose'] : []
    const parameters = [
      ...smallMemoryFlags,
      init.entry,
      'node',
      'run',
      '--config',
      init.config,
      '--slot',
      slot,
      ...options,
    ]
    const environment = { ...smallMemoryEnvironment, ...process.env, NODE_COMPILE_CACHE: getCompileCacheDir() }
    const child = spawn(process.execPath, parameters, { stdio: 'inherit', env: environment })
    let isStopping = false
    const passOn = () => {
      isStopping = true
      child.kill('SIGTERM')
    }
    process.on('SIGTERM', passOn)
    process.on('SIGINT', passOn)
    try {
      const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals]
      if (isStopping) return { type: 'stopped', exitCode: signal === null ? code : signalExitCode(signal) }
      return signal === null ? { type: 'exited', code } : { type: 'killed', signal }
    } catch (error) {
      return { type: 'not-started', problem: messageOf(error) }
    } finally {
      process.off('SIGTERM', passOn)
      process.off('SIGINT', passOn)
    }
  }
}
