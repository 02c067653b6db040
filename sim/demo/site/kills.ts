import { messageOf } from '#core/errors.ts'
import type { Board } from '#sim/demo/view/board.ts'
import type { RunningDevice } from './running-device.ts'

/** How long a killed device stays down: long enough to be seen. */
const downMs = 500

/** Kills the first devices that have a third of the chunks, as a power cut would, and starts them again. */
export class Kills {
  readonly #board: Board
  readonly #killsMax: number
  readonly #victims = new Set<RunningDevice>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isOver = false

  constructor(board: Board, killsMax: number) {
    this.#board = board
    this.#killsMax = killsMax
  }

  /** A device has told how far it is. */
  progressed(running: RunningDevice): void {
    const { made, total } = running.device.chunks
    if (this.#isOver || made * 3 < total || this.#victims.size >= this.#killsMax || this.#victims.has(running)) return
    this.#victims.add(running)
    this.#kill(running).catch((error: unknown) => this.#board.tell(running.device.name, messageOf(error)))
  }

  /** Nothing is killed or started any more. */
  stop(): void {
    this.#isOver = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #kill(running: RunningDevice): Promise<void> {
    const { device } = running
    await running.kill()
    this.#board.tell(
      device.name,
      `is killed (SIGKILL) with ${device.killedWith} of ${device.chunks.total} chunks stored`,
    )
    if (this.#isOver) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      running.restart()
      this.#board.tell(device.name, 'is started again')
    }, downMs)
    this.#timers.add(timer)
  }
}
