/** Things of some bytes that wait, by party: parties take turns, the things of one party keep their order. */
export class FairQueue<Party, Item extends { readonly bytes: number }> {
  readonly #turnBytes: number
  /** The line: a party that waits for nothing is not in it. */
  readonly #waiting = new Map<Party, Item[]>()
  #turn: { readonly party: Party; readonly bytesLeft: number } | undefined

  /** A turn ends once `turnBytes` were taken in it, or nothing waits. */
  constructor(turnBytes: number) {
    this.#turnBytes = turnBytes
  }

  add(party: Party, item: Item): void {
    const items = this.#waiting.get(party)
    if (items === undefined) this.#waiting.set(party, [item])
    else items.push(item)
  }

  /** Takes the next one. Its party goes on at the next call if its turn is not over, else to the end of the line. */
  shift(): Item | undefined {
    const party = this.#nextParty()
    const items = party === undefined ? undefined : this.#waiting.get(party)
    const item = items?.shift()
    if (party === undefined || items === undefined || item === undefined) return undefined
    const bytesLeft = (this.#turn?.party === party ? this.#turn.bytesLeft : this.#turnBytes) - item.bytes
    this.#turn = bytesLeft > 0 ? { party, bytesLeft } : undefined
    this.#waiting.delete(party)
    if (items.length > 0) this.#waiting.set(party, items)
    return item
  }

  /** Takes everything that a party waits for. */
  remove(party: Party): readonly Item[] {
    const items = this.#waiting.get(party) ?? []
    this.#waiting.delete(party)
    return items
  }

  /** Takes everything. */
  clear(): readonly Item[] {
    const items = [...this.#waiting.values()].flat()
    this.#waiting.clear()
    return items
  }

  #nextParty(): Party | undefined {
    if (this.#turn !== undefined && this.#waiting.has(this.#turn.party)) return this.#turn.party
    this.#turn = undefined
    const [first] = this.#waiting.keys()
    return first
  }
}
