import { limitsFor } from '#core/exchange/limits.ts'
import type { Device } from './device.ts'
import type { DevicePolicy } from './engine/contract.ts'
import { NodeEngine } from './engine/node-engine.ts'
import type { Uploads } from './link/uploads.ts'

/** The engine of a device that was opened, by its configuration. */
export function nodeEngineOf(device: Device, { servesMax }: Uploads): NodeEngine {
  const { identity } = device
  const seed = Buffer.from(identity.seed).readUInt32LE(0)
  const limits = servesMax === undefined ? {} : { servesMax: Math.min(servesMax, limitsFor('device').servesMax) }
  return new NodeEngine({
    exchange: { self: identity.peer, role: 'device', seed, sequence: Date.now(), limits },
    policy: policyOf(device),
  })
}

function policyOf({ config, identity, tags }: Device): DevicePolicy {
  const { product, hardware, updates, site, tracker, reboot, trial } = config
  return {
    device: { peer: identity.peer, product, hardware, tags },
    updates,
    restartingMax: site.restartingMax,
    pollIntervalMs: tracker.pollIntervalSec * 1000,
    reboot: reboot.policy,
    confirmWithinMs: trial.confirmWithinSec * 1000,
    checksHealth: true,
    trialFails: trial.fail,
  }
}
