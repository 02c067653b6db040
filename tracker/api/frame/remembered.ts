/** A value that takes work to find out, and that may be a little old: whoever asks in time gets the last one. */
export class Remembered<Value> {
  readonly #find: () => Promise<Value>
  readonly #maxAgeMs: number
  readonly #now: () => number
  #last: { readonly at: number; readonly value: Promise<Value> } | undefined

  /** Values are given out until they are `maxAgeMs` old; `now` is a monotonic clock, in ms. */
  constructor(find: () => Promise<Value>, maxAgeMs: number, now: () => number = () => performance.now()) {
    this.#find = find
    this.#maxAgeMs = maxAgeMs
    this.#now = now
  }

  /** The value. A failure is everybody's who asked, and is not remembered. */
  get(): Promise<Value> {
    const at = this.#now()
    if (this.#last !== undefined && at - this.#last.at < this.#maxAgeMs) return this.#last.value
    const value = this.#find()
    const found = { at, value }
    this.#last = found
    value.catch(() => {
      if (this.#last === found) this.#last = undefined
    })
    return value
  }
}
