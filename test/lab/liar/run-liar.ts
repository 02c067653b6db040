/**
 * A device of the lab that lies, `node run-liar.ts --config node.toml --log-json [--verbose]`: the real node, whose
 * engine has a {@link Liar} before it. The product has no switch for this, so the method is replaced from outside.
 */
import { parseArgs } from 'node:util'
import { readNodeConfig } from '#adapters/config/node-config.ts'
import { Log } from '#adapters/log/log.ts'
import type { Instant } from '#core/engine.ts'
import { readIdentity } from '#node/data-directory.ts'
import type { NodeInput } from '#node/engine/contract.ts'
import { NodeEngine } from '#node/engine/node-engine.ts'
import { runNode } from '#node/run.ts'
import { Liar } from './liar.ts'

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'node.toml' },
    'log-json': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})
const config = await readNodeConfig(values.config)
const liar = new Liar((await readIdentity(config.dataDirectory)).peer)
const honest = NodeEngine.prototype.handle
NodeEngine.prototype.handle = function (this: NodeEngine, input: NodeInput, now: Instant) {
  return liar.handle(input, now, (real) => honest.call(this, real, now))
}

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort())
process.exitCode = await runNode({
  config,
  slot: undefined,
  log: Log.toStandardOutput(values.verbose ? 'debug' : 'info', values['log-json']),
  signal: stop.signal,
})
