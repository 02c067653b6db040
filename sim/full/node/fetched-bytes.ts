import { check } from '#core/check.ts'
import { sha256 } from '#core/digest.ts'
import type { ExchangeInput, Ticket } from '#core/exchange/contract.ts'
import { judge } from '#core/verdict.ts'
import type { ServedRepository } from '#sim/full/update.ts'

/** A fetch that has ended with bytes. */
type Fetched = Extract<ExchangeInput, { readonly type: 'fetched' }>

/** The bytes behind the tickets of one process: the network only says that they came, and whether they were forged. */
export class FetchedBytes {
  readonly #repository: ServedRepository
  readonly #bytes = new Map<Ticket, Uint8Array>()

  constructor(repository: ServedRepository) {
    this.#repository = repository
  }

  /** The same input with the verdict on the bytes themselves, which are kept until they are released. */
  judged(input: Fetched): Fetched {
    const { verdict, ticket } = input
    const expected = verdict.type === 'genuine' ? verdict.digest : verdict.expected
    const served = this.#repository.blobs.get(expected)
    check(served !== undefined, 'a device asks for what is in the repository')
    const bytes = verdict.type === 'genuine' ? served : forgeryOf(served)
    this.#bytes.set(ticket, bytes)
    return { ...input, verdict: judge(sha256(bytes), expected) }
  }

  /** The bytes under a ticket, undefined once they are released. */
  get(ticket: Ticket): Uint8Array | undefined {
    return this.#bytes.get(ticket)
  }

  release(ticket: Ticket): void {
    this.#bytes.delete(ticket)
  }
}

function forgeryOf(bytes: Uint8Array): Uint8Array {
  const forged = bytes.slice()
  forged[0] = (forged[0] ?? 0) ^ 1
  return forged
}
