import type { ReportVerdict } from '#tracker/fleet/fleet.ts'

/** The first digit of a status, as metrics have it. */
export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx'

/** How reports were judged, a number for each verdict. */
export type VerdictTotals = Readonly<Record<ReportVerdict['type'], number>>

/** What the API answered, counted from the start of the process. */
export class RequestCounts {
  readonly #statuses: Record<StatusClass, number> = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 }
  readonly #verdicts: Record<ReportVerdict['type'], number> = { accepted: 0, known: 0, refused: 0, busy: 0 }

  /** Notes an answer. */
  addAnswer(status: number): void {
    this.#statuses[`${Math.min(5, Math.max(2, Math.floor(status / 100)))}xx` as StatusClass] += 1
  }

  /** Notes what became of reports that came by HTTP. */
  addVerdicts(verdicts: readonly Pick<ReportVerdict, 'type'>[]): void {
    for (const { type } of verdicts) this.#verdicts[type] += 1
  }

  /** Answers by the class of their status. */
  get statuses(): Readonly<Record<StatusClass, number>> {
    return { ...this.#statuses }
  }

  /** Reports by verdict. */
  get verdicts(): VerdictTotals {
    return { ...this.#verdicts }
  }
}
