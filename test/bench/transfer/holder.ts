/** The process that sends: tells its parent where each way is held, and ends with it. */
import { type WayName, ways } from './ways.ts'

const names = Object.keys(ways) as WayName[]
const addresses = await Promise.all(names.map(async (name) => [name, (await ways[name].hold()).address]))
process.on('disconnect', () => process.exit(0))
process.send?.(Object.fromEntries(addresses))
