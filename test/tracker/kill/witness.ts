/** What was asked of a tracker that is killed again and again, and what it acknowledged. */
export class Witness {
  /** Ids of rollouts that it said it had begun. */
  readonly created = new Set<string>()
  /** How often it was asked to begin one. */
  creationsAsked = 0
  /** The newest revision that it told of each. */
  readonly revisions = new Map<string, number>()
  /** How often a rollout was told to pause or to go on: asked, and acknowledged. */
  readonly actions = { asked: 0, done: 0 }
  /** Devices by number: those that sent their one report, and those whose report it has taken. */
  readonly reports = { sent: new Set<number>(), taken: new Set<number>() }
  /** Versions that the publisher said were published. */
  readonly releases = new Set<string>()
  /** What the audit log showed after a kill that it should not, in words. */
  readonly auditProblems: string[] = []

  /** Devices whose report was cut off: they send it again. */
  readonly #unanswered = new Set<number>()

  /** The next device to report: one that was cut off, or a new one. */
  nextReporter(): number {
    const [device = this.reports.sent.size] = this.#unanswered
    this.#unanswered.delete(device)
    this.reports.sent.add(device)
    return device
  }

  /** The tracker was killed: who got no answer asks again in its next life. */
  cutOff(): void {
    const { sent, taken } = this.reports
    for (const device of sent) if (!taken.has(device)) this.#unanswered.add(device)
  }
}
