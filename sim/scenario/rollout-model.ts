import type { TemplateName } from '#tracker/engine/rollout/templates.ts'

/** How the release of a scenario is rolled out: with it, a scenario is about who takes the release when. */
export interface RolloutModel {
  /** The plan of the tracker. */
  readonly template: TemplateName
  /** The day of the release at the first site, `YYYY-MM-DD`; `startsAt` is the time of day. */
  readonly date: string
  /** A device asks the tracker for what is new, and tells it what it has not told yet, so often. */
  readonly checkInSeconds: number
  /** From a decision of the tracker until it is signed and devices can fetch it. */
  readonly publishSeconds: number
  /** Share of reports that are lost on the way, and of acknowledgements, 0 to 1: each is sent again. */
  readonly reportLoss: number
  /** From the start of the new release until its health checks are through, drawn evenly for each trial. */
  readonly trialSeconds: { readonly from: number; readonly to: number }
}

/** What a rollout looks at in the devices of one class of sites. */
export interface Upkeep {
  /** What selectors of a plan look at, as `ring`. */
  readonly tags: Readonly<Record<string, string>>
  /** An IANA time zone. */
  readonly zone: string
  /** When devices may reboot, `HH:MM-HH:MM` of every day in local time; undefined: at any time. */
  readonly window: string | undefined
  /** Devices of a site that may reboot at once; undefined: a third of them. */
  readonly restartingMax: number | undefined
}
