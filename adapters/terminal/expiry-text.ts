import { freshness, type MetadataExpiry } from '#core/metadata/expiry.ts'
import { durationText } from './quantity.ts'

/** How long a metadata file is good, a line for people: `timestamp 7  until 2026-08-04 12:00 UTC, for 2 days 4 h`. */
export function expiryText(expiry: MetadataExpiry, now: Date): string {
  const { role, version, expires } = expiry
  const end = Date.parse(expires)
  const date = `${new Date(end).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const distance = durationText(Math.abs(end - now.getTime()) / 1000)
  const file = `${role} ${version}`.padEnd(14)
  switch (freshness(expiry, now)) {
    case 'good':
      return `${file}until ${date}, for ${distance}`
    case 'due':
      return `${file}until ${date}, ONLY ${distance}: ${remedies[role]}`
    case 'expired':
      return `${file}EXPIRED on ${date}, ${distance} ago: ${remedies[role]}`
  }
}

const remedies: Readonly<Record<MetadataExpiry['role'], string>> = {
  root: 'its vendor has to sign a new root.json',
  targets: 'its vendor has to publish with the targets key',
  snapshot: 'does the tracker run, and is it reached?',
  timestamp: 'does the tracker run, and is it reached?',
  rollouts: 'does the tracker run, and has it rollouts.key?',
}
