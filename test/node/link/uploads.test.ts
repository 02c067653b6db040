import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Responder } from '#adapters/libp2p/mesh-handlers.ts'
import type { Refusal } from '#core/exchange/contract.ts'
import type { LinkConfig } from '#core/link/rules.ts'
import { Uploads } from '#node/link/uploads.ts'
import { peer } from '#test/core/exchange/rig.ts'

const open: LinkConfig = {
  wanDownloadKbit: undefined,
  wanUploadKbit: undefined,
  lanUploadKbit: undefined,
  hours: [],
  metered: false,
  batteryMinPercent: 40,
  wanBudgetBytes: undefined,
  whenExceeded: 'wait-for-neighbours',
}

/** A responder that keeps how it refused. */
function refusing(): { readonly responder: Responder; readonly refusals: Refusal[] } {
  const refusals: Refusal[] = []
  return { responder: { refuse: (reason) => refusals.push(reason), serve: async () => 0 }, refusals }
}

test('a link without a limit is answered as it is', () => {
  const { responder } = refusing()

  assert.equal(new Uploads({ ...open, wanUploadKbit: 100 }).limited(peer('a'), 'lan', responder), responder)
})

test('a limit of one link leaves the other alone', () => {
  const { responder } = refusing()
  const uploads = new Uploads({ ...open, wanUploadKbit: 100 })

  assert.notEqual(uploads.limited(peer('a'), 'wan', responder), responder)
})

test('a device that may not serve says that it is busy', () => {
  const { responder, refusals } = refusing()
  const uploads = new Uploads(open)
  uploads.mayServe = false

  assert.equal(uploads.limited(peer('a'), 'lan', responder), undefined)
  assert.deepEqual(refusals, ['busy'])
})

test('so many requests are served at once as the slower link can carry', () => {
  const uploads = new Uploads({ ...open, wanUploadKbit: 32, lanUploadKbit: 50_000 })

  assert.ok((uploads.servesMax ?? 0) < 6)
  assert.equal(new Uploads(open).servesMax, undefined)
})
