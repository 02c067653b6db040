/** What the model takes from measurements of real devices; `mycel sim calibrate` fits it, `docs/simulator.md` says from what. */
export interface Calibration {
  /** Bytes at a WAN interface for each byte of content: TCP/IP, Noise, yamux and frames. */
  readonly wanOverhead: number
  /** The same on the LAN. */
  readonly lanOverhead: number
  /** What one device's connection with the tracker costs when it is made, in bytes into the site: handshakes, heads, certificates. */
  readonly joinBytes: number
  /** From a release that is offered to a device that has read its metadata and asks for documents, in milliseconds. */
  readonly startMs: number
  /** A device hears of its neighbours so long after it started, at the most. */
  readonly discoveryMsMax: number
  /** From the decision to reboot until mycel runs again, in seconds. */
  readonly bootSeconds: number
}

/** `wanOverhead` and `startMs` were fitted on 2026-11-22 to one site of 8 devices in the network lab; `docs/simulator.md` says how, and what the model was then held against. */
export const calibration: Calibration = {
  wanOverhead: 1.054,
  lanOverhead: 1.05,
  joinBytes: 9_000,
  startMs: 718,
  discoveryMsMax: 600,
  bootSeconds: 20,
}
