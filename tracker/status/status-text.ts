import { expiryText } from '#adapters/terminal/expiry-text.ts'
import { type Fact, factList } from '#adapters/terminal/fact-list.ts'
import { bytesText, durationText } from '#adapters/terminal/quantity.ts'
import { type KeyRole, keyRoles } from '#tracker/keys/key-files.ts'
import type { KeysStatus, RepositoryStatus, TrackerStatus } from './tracker-status.ts'

/** What is known of a tracker, as `--json` prints it; `docs/operations.md` describes it. */
export interface TrackerReport {
  /** Null where only the state directory is known, and no tracker runs there. */
  readonly repository: RepositoryStatus | null
  /** Null where no tracker runs. */
  readonly tracker: TrackerStatus | null
}

/**
 * The keys that a tracker signs and is known with; where it rolls releases out, that of rollouts as well. Every other key
 * belongs on a machine that is on no network.
 */
const trackerRoles: readonly KeyRole[] = ['snapshot', 'timestamp', 'tracker']

/** A tracker on one screen. */
export function trackerStatusText({ repository, tracker }: TrackerReport, now: Date): string {
  const running: readonly Fact[] =
    tracker === null
      ? [['tracker', "does not run here: start it with 'mycel tracker run', or look at its log for why it ended"]]
      : trackerFacts(tracker)
  const published = repository === null ? [] : repositoryFacts(repository, now)
  const keys: readonly Fact[] = tracker === null ? [] : [['keys', ...keyLines(tracker.keys)]]
  return factList([...running, ...published, ...keys])
}

function trackerFacts(tracker: TrackerStatus): readonly Fact[] {
  const { served, refused, devices } = tracker
  const refusals = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`)
  return [
    [
      'tracker',
      `runs for ${durationText(tracker.uptimeSec)}, ${devices} ${devices === 1 ? 'device' : 'devices'} joined`,
    ],
    ['addresses', ...tracker.addresses],
    ['served', `${bytesText(served.payloadBytes)} of payloads, ${bytesText(served.metadataBytes)} of metadata`],
    ['refused', `requests: ${refusals.join(', ')}`],
    ['sockets', `${bytesText(tracker.socketBytes)}, both ways`],
    ['memory', `${bytesText(tracker.memoryBytes)} now, ${bytesText(tracker.peakMemoryBytes)} at most`],
  ]
}

function repositoryFacts({ directory, releases, metadata }: RepositoryStatus, now: Date): readonly Fact[] {
  return [
    ['repository', `${directory}, ${releases} ${releases === 1 ? 'release' : 'releases'}`],
    ['metadata', ...metadata.map((expiry) => expiryText(expiry, now))],
  ]
}

function keyLines({ directory, present }: KeysStatus): readonly string[] {
  const missing = trackerRoles.filter((role) => !present.includes(role))
  const allowed: readonly KeyRole[] = [...trackerRoles, 'rollouts']
  const misplaced = keyRoles.filter((role) => present.includes(role) && !allowed.includes(role))
  const lines = [`${present.join(', ') || 'none'} in ${directory}`]
  if (missing.length > 0) {
    lines.push(`MISSING ${missing.join(', ')}: the tracker will not start again; copy the files back from a backup`)
  }
  if (misplaced.length > 0) {
    lines.push(
      `MISPLACED ${misplaced.join(', ')}: move these to a machine that is on no network; no tracker needs them`,
    )
  }
  return lines
}
