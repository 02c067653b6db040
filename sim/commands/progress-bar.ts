import type { RunProgress } from '#sim/scenario/run-options.ts'

/** Time between two drawings on a terminal, and between two lines elsewhere. */
const drawMs = 100
const lineMs = 10_000

/** Characters of the bar. */
const barWidth = 24

/** Shows on standard error how far a command is: a bar on a terminal, a line now and then elsewhere. */
export class ProgressBar {
  readonly #stream = process.stderr
  readonly #isTerminal = process.stderr.isTTY === true
  #drawnAt = 0
  #hasDrawn = false
  readonly #startedAt = performance.now()

  /** `what` names the run. */
  run(what: string, { virtualSeconds, done, devices }: RunProgress): void {
    const share = devices === 0 ? 1 : done / devices
    this.show(
      share,
      `${what}: ${done} of ${devices} devices, ${Math.max(0, Math.round(virtualSeconds))} s of virtual time`,
    )
  }

  /** `share` is 0 to 1 of all there is to do. */
  show(share: number, text: string): void {
    const now = performance.now()
    const spacing = this.#isTerminal ? drawMs : lineMs
    if (now - this.#drawnAt < spacing || (!this.#isTerminal && now - this.#startedAt < lineMs)) return
    this.#drawnAt = now
    this.#hasDrawn = true
    const filled = Math.round(Math.min(1, share) * barWidth)
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
    this.#stream.write(this.#isTerminal ? `\r\u001b[K${bar} ${text}` : `${text}\n`)
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isTerminal && this.#hasDrawn) this.#stream.write('\r\u001b[K')
  }
}
