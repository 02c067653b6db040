/** A bug that is put into one module of the product, to see that it is found. */
export interface Plant {
  /** The module, from the root of the repository. */
  readonly module: string
  /** What stands there, exactly once. */
  readonly text: string
  readonly replacement: string
}

/** The bugs, by the names that `MYCEL_PLANT` takes. */
export const plants = {
  'missing-sync-before-flip': {
    module: 'node/install/installation.ts',
    text: 'for (const { inactive } of this.#components()) await inactive.sync()',
    replacement: 'await Promise.resolve()',
  },
  'single-boot-record': {
    module: 'adapters/record/record-pair.ts',
    text: `    if (newest) {
      const index = newest.index === 0 ? 1 : 0
      await sectors.write(index, encodeRecordSector({ sequence: newest.sequence + 1, payload }))
      return
    }
    // The first write fills both, so that a missing sector proves that no write ever resolved.
    await sectors.write(0, encodeRecordSector({ sequence: 1, payload }))
    await sectors.write(1, encodeRecordSector({ sequence: 2, payload }))
`,
    replacement: `    await sectors.write(0, encodeRecordSector({ sequence: (newest?.sequence ?? 0) + 1, payload }))
`,
  },
  'writes-active-slot': {
    module: 'node/install/installation.ts',
    text: 'inactive: slots.inactive(name) }',
    replacement: 'inactive: slots.active(name) }',
  },
  'skipped-digest-check': {
    module: 'node/install/making/make-chunks.ts',
    text: 'judge(sha256(bytes), expected)',
    replacement: 'judge(expected, expected)',
  },
  'skipped-read-back': {
    module: 'node/install/verify-release.ts',
    text: 'if (actual !== manifest.imageDigest) {',
    replacement: `if (actual.length === 0) {`,
  },
  'attempts-never-spent': {
    module: 'core/boot/boot-transitions.ts',
    text: 'attemptsLeft: trial.attemptsLeft - 1',
    replacement: 'attemptsLeft: trial.attemptsLeft',
  },
  'have-before-sync': {
    module: 'node/engine/making.ts',
    text: 'return [...this.#settle(chunks, material), ...this.#proceed(now)]',
    replacement: `const written = chunks.map((ref) => this.#stateOf(ref).task.address)
    return [...this.#settle(chunks, material), ...this.#hold(written), ...this.#proceed(now)]`,
  },
  'lease-never-expires': {
    module: 'core/exchange/ledger/leases.ts',
    text: 'const until = later(now, patienceMs)',
    replacement: 'const until = later(now, patienceMs + 1e9)',
  },
} as const satisfies Readonly<Record<string, Plant>>

export type PlantName = keyof typeof plants
