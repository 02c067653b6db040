import type { ProcessEvent } from './mycel-process.ts'

/** How far a device of the demo is. */
export type DeviceState = 'starting' | 'ready' | 'updating' | 'trial' | 'confirmed' | 'given-up'

/** What one device of the demo did, from its log. */
export class DemoDevice {
  readonly name: string
  readonly directory: string
  state: DeviceState = 'starting'
  /** Why it is not confirmed, as it says itself. */
  problem = ''
  lanSocketBytes = 0
  peakMemoryBytes = 0
  lanReceivedBytes = 0
  wanReceivedBytes = 0

  constructor(name: string, directory: string) {
    this.name = name
    this.directory = directory
  }

  /** Takes in one line of its log. Returns whether its state changed. */
  hear(event: ProcessEvent): boolean {
    const before = this.state
    switch (event.event) {
      case 'phase-idle':
        this.state = 'ready'
        break
      case 'phase-fetching':
        this.state = 'updating'
        break
      case 'phase-trial':
        this.state = 'trial'
        break
      case 'phase-confirmed':
        this.state = 'confirmed'
        break
      case 'phase-failed':
        this.problem = String(event['detail'])
        break
      case 'phase-rolled-back':
        this.problem = String(event['detail'])
        this.state = 'given-up'
        break
      case 'boot-gave-up':
        this.problem = String(event['detail'])
        this.state = 'given-up'
        break
      case 'summary':
        this.#add(event)
        break
    }
    return this.state !== before
  }

  /** A device runs several processes, one per boot: what they moved is added up. */
  #add(summary: ProcessEvent): void {
    this.lanSocketBytes += Number(summary['lanSocketBytes'])
    this.lanReceivedBytes += Number(summary['lanReceivedBytes'])
    this.wanReceivedBytes += Number(summary['wanReceivedBytes'])
    this.peakMemoryBytes = Math.max(this.peakMemoryBytes, Number(summary['peakMemoryBytes']))
  }
}
