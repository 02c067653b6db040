import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Power } from '#core/link/rules.ts'

/** Where Linux tells of power supplies (`Documentation/ABI/testing/sysfs-class-power`). */
const powerSupplies = '/sys/class/power_supply'

/** Supplies that are looked at. */
const suppliesMax = 32

/** What a supply says of itself, by the names of its files; undefined where it does not say. */
type Supply = Readonly<Record<'type' | 'scope' | 'present' | 'online' | 'status' | 'capacity', string | undefined>>

/**
 * Where this machine has its power from. On battery is one whose battery discharges while no other supply is online;
 * `percent` is the mean of its batteries. Whatever cannot be read is taken for mains: the device is not held up.
 */
export async function readPower(directory: string = powerSupplies): Promise<Power> {
  const names = await readdir(directory).catch(() => [])
  const supplies = await Promise.all(names.slice(0, suppliesMax).map((name) => readSupply(join(directory, name))))
  if (supplies.some(({ type, online }) => type !== 'Battery' && online === '1')) return { type: 'mains' }
  const discharging = supplies.filter(isOwnBattery).some(({ status }) => status === 'Discharging')
  const percents = supplies.filter(isOwnBattery).flatMap(({ capacity }) => percentIn(capacity))
  if (!discharging || percents.length === 0) return { type: 'mains' }
  return { type: 'battery', percent: percents.reduce((sum, percent) => sum + percent) / percents.length }
}

async function readSupply(supply: string): Promise<Supply> {
  const read = async (name: string): Promise<string | undefined> => {
    const text = await readFile(join(supply, name), 'utf8').catch(() => undefined)
    return text?.trim()
  }
  const [type, scope, present, online, status, capacity] = await Promise.all(
    ['type', 'scope', 'present', 'online', 'status', 'capacity'].map(read),
  )
  return { type, scope, present, online, status, capacity }
}

/** Keyboards and the like have batteries of their own, of the scope `Device`. */
function isOwnBattery({ type, scope, present }: Supply): boolean {
  return type === 'Battery' && scope !== 'Device' && present !== '0'
}

function percentIn(capacity: string | undefined): readonly number[] {
  const percent = Number(capacity ?? Number.NaN)
  return percent >= 0 && percent <= 100 ? [percent] : []
}
