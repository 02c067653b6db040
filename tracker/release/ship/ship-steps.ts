import type { Digest } from '#core/digest.ts'
import type { Repository } from '#tracker/release/repository.ts'
import { discardDraft, draftOf } from './draft.ts'
import { doneStep, journalFile, readJournal, type ShipJournal, stands, writeJournal } from './journal.ts'
import type { DoneStep, ShipStep } from './step.ts'

/** A step that is done, and whether it was before. */
export interface ToldStep extends DoneStep {
  readonly isFromBefore: boolean
}

/** The steps of a release on its way out: each is done once, over all the times that it is asked for. */
export class ShipSteps {
  readonly #directory: string
  readonly #onStep: (step: ToldStep) => void
  #journal: ShipJournal

  private constructor(directory: string, journal: ShipJournal, onStep: (step: ToldStep) => void) {
    this.#directory = directory
    this.#journal = journal
    this.#onStep = onStep
  }

  /** Goes on where the same wish was left, with the draft in `directory`; else begins both anew. */
  static async takeUp(
    repository: Repository,
    {
      directory,
      wish,
      onStep,
    }: { readonly directory: string; readonly wish: Digest; readonly onStep: (step: ToldStep) => void },
  ): Promise<ShipSteps> {
    const { timestampVersion: base } = await repository.head()
    const left = await readJournal(directory)
    if (left !== undefined && stands(left, { wish, base })) return new ShipSteps(directory, left, onStep)
    await discardDraft(directory)
    await draftOf(repository, directory)
    const journal = { wish, base, done: [] }
    await writeJournal(directory, journal)
    return new ShipSteps(directory, journal, onStep)
  }

  /** Those that are done, in their order. */
  get done(): readonly DoneStep[] {
    return this.#journal.done
  }

  /** Does a step unless it is done; `work` resolves with what came of it, in words. */
  async take(step: ShipStep, work: () => Promise<string>): Promise<void> {
    const before = doneStep(this.#journal, step)
    if (before !== undefined) {
      this.#onStep({ ...before, isFromBefore: true })
      return
    }
    const beganMs = performance.now()
    const what = await work()
    const done: DoneStep = { step, what, seconds: Math.round(performance.now() - beganMs) / 1000 }
    this.#journal = { ...this.#journal, done: [...this.#journal.done, done] }
    await writeJournal(this.#directory, this.#journal)
    this.#onStep({ ...done, isFromBefore: false })
  }

  /** Leaves only the journal of the draft: asked again, all is done. */
  async end(): Promise<void> {
    await discardDraft(this.#directory, journalFile)
  }
}
