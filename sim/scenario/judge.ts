import type { Measured } from './measures.ts'
import type { Expectation } from './scenario.ts'

/** An expectation beside what was measured. */
export interface Judgement {
  readonly expectation: Expectation
  /** Undefined: it was not reached, and the expectation is not met. */
  readonly measured: number | undefined
  readonly met: boolean
}

/** Compares what was measured with what a scenario promises, in its order. */
export function judge(expectations: readonly Expectation[], measured: Measured): readonly Judgement[] {
  return expectations.map((expectation) => {
    const value = measured[expectation.measure]
    return { expectation, measured: value, met: value !== undefined && isMet(expectation, value) }
  })
}

function isMet({ is, value }: Expectation, measured: number): boolean {
  return is === 'at-most' ? measured <= value : measured >= value
}
