import { UserError } from '#core/errors.ts'
import type { KeyValueStore, StoreChange } from '#core/key-value-store.ts'
import type { TimelineEntry } from '#tracker/engine/rollout/contract.ts'
import { readJson, storedJson } from '#tracker/fleet/stored-json.ts'
import type { Advance, RolloutState } from './rollout-state.ts'

/** The most entries of a story that are kept: of a longer one the first go. */
const storyEntriesMax = 1000

/** An entry of a story with its number, from 1. */
export interface StoryEntry extends TimelineEntry {
  readonly number: number
}

const cursorKey = 'rollout-cursor'

/** Where rollouts and their stories lie in the store of a tracker. */
export class RolloutStore {
  readonly #store: KeyValueStore

  constructor(store: KeyValueStore) {
    this.#store = store
  }

  /** Every rollout. Throws {@link UserError} on one that a later tracker wrote. */
  async rollouts(): Promise<readonly RolloutState[]> {
    const states: RolloutState[] = []
    for (const key of await this.#store.keys('rollout/')) {
      const state = await this.#read<RolloutState>(key)
      if (state === undefined) continue
      if (state.record.format !== 1) {
        throw new UserError(`the rollout ${key} was written by a later version of mycel: run that one, or a later one`)
      }
      states.push(state)
    }
    return states
  }

  /** The newest outcome of the fleet that is counted; 0 before the first. */
  async cursor(): Promise<number> {
    return (await this.#read<number>(cursorKey)) ?? 0
  }

  /** The entries of a story with numbers above `after`, oldest first. */
  async story(id: string, after = 0): Promise<readonly StoryEntry[]> {
    const first = storyKey(id, after + 1)
    const keys = (await this.#store.keys(storyPrefix(id))).filter((key) => key >= first)
    const entries = await Promise.all(keys.map((key) => this.#read<StoryEntry>(key)))
    return entries.filter((entry) => entry !== undefined)
  }

  commit(changes: readonly StoreChange[]): Promise<void> {
    return this.#store.commit(changes)
  }

  async #read<Value>(key: string): Promise<Value | undefined> {
    const bytes = await this.#store.get(key)
    return bytes === undefined ? undefined : readJson<Value>(bytes)
  }
}

/** What an advance adds to the story of its rollout. */
export function entriesOf({ state, told }: Pick<Advance, 'state' | 'told'>): readonly StoryEntry[] {
  const first = state.storyLength - told.length + 1
  return told.map((entry, index) => ({ ...entry, number: first + index }))
}

/** What an advance changes in the store. */
export function changesOf({ state, told }: Advance): readonly StoreChange[] {
  const { id } = state.record.plan.rollout
  const entries = entriesOf({ state, told })
  return [
    storedJson(`rollout/${id}`, state),
    ...entries.map((entry) => storedJson(storyKey(id, entry.number), entry)),
    ...entries
      .filter(({ number }) => number > storyEntriesMax)
      .map(({ number }) => ({ key: storyKey(id, number - storyEntriesMax), value: undefined })),
  ]
}

/** That outcomes are counted up to here. */
export function cursorChange(cursor: number): StoreChange {
  return storedJson(cursorKey, cursor)
}

function storyPrefix(id: string): string {
  return `rollout-story/${id}/`
}

function storyKey(id: string, number: number): string {
  return `${storyPrefix(id)}${String(number).padStart(9, '0')}`
}
