import type { AskId, NodeInput } from '#node/engine/contract.ts'

/** What an owner can ask of a running node. */
export type OwnerAsk =
  | { readonly type: 'install'; readonly version: string }
  | { readonly type: 'rollback' }
  | { readonly type: 'reboot' }
  | { readonly type: 'approve'; readonly version: string }
  | { readonly type: 'skip'; readonly version: string }

/** Turns what the owner asks into inputs of the engine, and the engine's answers into promises. */
export class OwnerAsks {
  readonly #input: (input: NodeInput) => void
  readonly #waiting = new Map<AskId, (refusal: string | undefined) => void>()
  #last = 0

  constructor(input: (input: NodeInput) => void) {
    this.#input = input
  }

  /** Resolves with why the engine refuses, or undefined when it does what was asked. */
  ask(ask: OwnerAsk): Promise<string | undefined> {
    this.#last += 1
    const id = this.#last as AskId
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#input(inputFor(ask, id))
    })
  }

  answered(ask: AskId, refusal: string | undefined): void {
    this.#waiting.get(ask)?.(refusal)
    this.#waiting.delete(ask)
  }
}

function inputFor(ask: OwnerAsk, id: AskId): NodeInput {
  switch (ask.type) {
    case 'install':
      return { type: 'install-asked', ask: id, version: ask.version }
    case 'rollback':
      return { type: 'rollback-asked', ask: id }
    case 'reboot':
      return { type: 'reboot-asked', ask: id }
    case 'approve':
      return { type: 'approve-asked', ask: id, version: ask.version }
    case 'skip':
      return { type: 'skip-asked', ask: id, version: ask.version }
  }
}
