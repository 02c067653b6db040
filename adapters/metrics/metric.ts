/** One number that is measured, as Prometheus knows it, at the moment it was asked for. */
export interface Metric {
  /** `mycel_THING_UNIT`, with `_total` at its end for a counter; seconds, bytes or a count. */
  readonly name: string
  /** A counter starts at 0 with the process and never falls. */
  readonly type: 'counter' | 'gauge'
  /** What it is, in one line. */
  readonly help: string
  /** One, or one for each set of labels; none while there is nothing to measure. */
  readonly samples: readonly MetricSample[]
}

/** A value and what it is the value of. Labels have few values: never the name of a device or a digest. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** The samples of a metric without labels. */
export function single(value: number): readonly MetricSample[] {
  return [{ labels: {}, value }]
}

/** A sample for each value of one label. */
export function samplesBy<Name extends string>(
  label: string,
  values: Readonly<Record<Name, number>>,
): readonly MetricSample[] {
  return Object.entries<number>(values).map(([name, value]) => ({ labels: { [label]: name }, value }))
}
