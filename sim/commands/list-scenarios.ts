import { galleryNames, loadScenario } from './load-scenario.ts'

/** Prints each scenario that comes with mycel, and what one learns from it. */
export async function listScenarios(): Promise<void> {
  for (const name of await galleryNames()) {
    const { title } = await loadScenario(name)
    process.stdout.write(`${name.padEnd(22)} ${title}\n`)
  }
}
