import type { ReleasePlan } from '#node/plan/release-plan.ts'

/** What a node says that is to take release 1.1.0, of which it has a part and its neighbours another. */
export const releasePlan: ReleasePlan = {
  product: 'hub',
  version: '1.1.0',
  running: '1.0.0',
  slot: 'a',
  components: [
    {
      name: 'rootfs',
      imageBytes: 536_870_912,
      chunkBytes: 1_048_576,
      chunks: 512,
      present: 3,
      local: 440,
      patches: { chunks: 68, payloads: 12, bytes: 3_200_000 },
      full: { chunks: 1, payloads: 1, bytes: 400_000 },
      offered: 30,
    },
  ],
  neighbours: 3,
  tracker: true,
  wan: {
    documentBytes: 120_000,
    payloadBytes: 3_600_000,
    againBytes: 4_194_304,
    bytesMax: 7_914_304,
    budgetBytes: null,
    whenExceeded: 'wait-for-neighbours',
  },
  link: {
    wanRefusal: null,
    until: null,
    power: { type: 'mains' },
    spentBytes: 0,
    budgetBytes: null,
    isSpent: false,
  },
}
