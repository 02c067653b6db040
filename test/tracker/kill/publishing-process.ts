/**
 * Publishes releases one after the other once it is sent a line: `node publishing-process.ts REPOSITORY KEYS FIRST`. Each
 * acknowledgement is a line with the version. It ends when it is killed.
 */
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { UserError } from '#core/errors.ts'
import { releaseTarget } from '#test/tracker/release/repository-fixture.ts'
import { loadSigners } from '#tracker/keys/load-signers.ts'
import { Repository } from '#tracker/release/repository.ts'

/** Releases of one life: all lives together publish some hundred. */
const releasesMax = 4

/** How long to wait where the tracker publishes a rollout just now, in ms. */
const retryMs = 5

const [directory = '', keys = '', first = '0'] = process.argv.slice(2)
const repository = await Repository.open(directory)
const signers = await loadSigners(keys)
await once(process.stdin, 'data')
for (let number = Number(first); number < Number(first) + releasesMax; number += 1) await publish(`2.${number}.0`)
setInterval(() => undefined, 1 << 30)

async function publish(version: string): Promise<void> {
  for (;;) {
    try {
      await repository.publish({ targets: [releaseTarget(version)], signers, now: new Date() })
      // A pipe is written at once, before anything else happens.
      process.stdout.write(`${version}\n`)
      return
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      await wait(retryMs)
    }
  }
}
