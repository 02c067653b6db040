import type { Report } from '#core/report/report.ts'
import type { Random } from '#sim/random.ts'

/** What a device has to tell the tracker: kept until it is acknowledged. */
export class Outbox {
  #reports: readonly Report[] = []
  #sequence = 0

  get isEmpty(): boolean {
    return this.#reports.length === 0
  }

  /** Something is to be told. */
  add(report: Omit<Report, 'sequence'>): void {
    this.#sequence += 1
    this.#reports = [...this.#reports, { ...report, sequence: this.#sequence }]
  }

  /** Sends all of them: with the given chance a report does not arrive, or its acknowledgement does not. */
  send(loss: number, random: Random, arrived: (report: Report) => void): void {
    this.#reports = this.#reports.filter((report) => {
      if (random.chance(loss)) return true
      arrived(report)
      return random.chance(loss)
    })
  }
}
