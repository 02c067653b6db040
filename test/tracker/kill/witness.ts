/** What was asked of a tracker that is killed again and again, and what it acknowledged. */
export class Witness {
  /** Ids of rollouts that it said it had begun. */
  readonly created = new Set<string>()
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

  /** The next device to report: one that got no answer before the kill, or a new one. */
  nextReporter(): number {
    const { sent, taken } = this.reports
    const device = [...this.#unanswered].find((one) => !taken.has(one)) ?? sent.size
    this.#unanswered.delete(device)
    sent.add(device)
    return device
  }

  /** Devices that were cut off send their report again in the next life. */
  notice(): void {
    const { sent, taken } = this.reports
    for (const device of sent) if (!taken.has(device)) this.#unanswered.add(device)
  }

  readonly #unanswered = new Set<number>()
}
