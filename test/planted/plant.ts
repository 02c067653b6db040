/** `node --import ./test/planted/plant.ts …` with `MYCEL_PLANT=NAME`: the program runs with that bug in it. */
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { type Plant, type PlantName, plants } from './plants.ts'

const name = process.env['MYCEL_PLANT'] ?? ''
const plant: Plant | undefined = plants[name as PlantName]
if (plant === undefined) throw new Error(`MYCEL_PLANT is one of ${Object.keys(plants).join(', ')}, not '${name}'`)

const { module, text, replacement } = plant
const url = pathToFileURL(resolve(import.meta.dirname, '../..', module)).href
let isPlanted = false

registerHooks({
  load(loading, context, nextLoad) {
    const loaded = nextLoad(loading, context)
    if (loading !== url) return loaded
    const parts = String(loaded.source).split(text)
    if (parts.length !== 2) throw new Error(`${name}: its text stands ${parts.length - 1} times in ${module}, not once`)
    isPlanted = true
    return { ...loaded, source: parts.join(replacement) }
  },
})

if (isMainThread) {
  process.on('exit', () => {
    if (isPlanted) return
    process.stderr.write(`${name}: the program never loaded ${module}\n`)
    process.exitCode = 3
  })
}
