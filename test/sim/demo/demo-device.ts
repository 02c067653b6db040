import { DemoDevice } from '#sim/demo/site/device.ts'

/** A device of a demo that was told of these events, each with its fields. */
export function deviceAfter(
  name: string,
  ...events: readonly (readonly [event: string, fields?: Readonly<Record<string, unknown>>])[]
): DemoDevice {
  const device = new DemoDevice(name, `/demo/${name}`, `/demo/logs/${name}.log`)
  for (const [event, fields] of events) device.hear({ event, ...fields })
  return device
}

/** The fields of a `progress` line. */
export function progress(made: number, moved: { readonly lan?: number; readonly wan?: number } = {}) {
  const { lan = 0, wan = 0 } = moved
  return { made, total: 6, lanReceivedBytes: lan, wanReceivedBytes: wan, lanSocketBytes: 2 * lan, peakMemoryBytes: 1 }
}
