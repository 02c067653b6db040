import type { PeerName } from '#core/exchange/contract.ts'
import type { StoreChange } from '#core/key-value-store.ts'
import type { DeviceRecord } from '#tracker/engine/fleet/device-record.ts'
import { type HeardReport, takeReport } from '#tracker/engine/fleet/take-report.ts'
import { fleetKeys, listKeysOf } from './fleet-keys.ts'
import { storedJson } from './stored-json.ts'

/** What reports change, before it is written: all of it in one batch. */
export interface CommitDraft {
  /** Of each report of each batch, whether it was not taken before. */
  readonly isNew: readonly (readonly boolean[])[]
  readonly changes: readonly StoreChange[]
  /** The devices that changed, as they are then. */
  readonly records: ReadonlyMap<PeerName, DeviceRecord>
  /** The number of the last outcome that was ever queued. */
  readonly lastOutcome: number
}

/** Takes batches of reports, one after the other, into the records of their devices. */
export function draftCommit(
  batches: readonly (readonly HeardReport[])[],
  before: ReadonlyMap<PeerName, DeviceRecord>,
  outcomesBefore: number,
): CommitDraft {
  const records = new Map<PeerName, DeviceRecord>()
  const changes: StoreChange[] = []
  let lastOutcome = outcomesBefore
  const isNew = batches.map((batch) =>
    batch.map((heard) => {
      const { peer } = heard.certificate
      const taken = takeReport(records.get(peer) ?? before.get(peer), heard)
      if (taken === undefined) return false
      const { record, event, outcome } = taken
      records.set(peer, record)
      if (event !== undefined) changes.push(storedJson(fleetKeys.event(peer, record.events - 1), event))
      if (outcome !== undefined) {
        lastOutcome += 1
        changes.push(storedJson(fleetKeys.outcome(lastOutcome), outcome))
      }
      return true
    }),
  )
  for (const [peer, record] of records) changes.push(...deviceChanges(before.get(peer), record))
  if (lastOutcome > outcomesBefore) changes.push(storedJson(fleetKeys.lastOutcome, lastOutcome))
  return { isNew, changes, records, lastOutcome }
}

/** A device is written with the keys that it is listed by. */
function deviceChanges(before: DeviceRecord | undefined, after: DeviceRecord): readonly StoreChange[] {
  const listed = new Set(before === undefined ? [] : listKeysOf(before))
  const added = listKeysOf(after).filter((key) => !listed.delete(key))
  return [
    storedJson(fleetKeys.device(after.peer), after),
    ...[...listed].map((key) => ({ key, value: undefined })),
    ...added.map((key) => ({ key, value: new Uint8Array(0) })),
  ]
}
