import { spawn, spawnSync } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Why promtool cannot judge here, for a test to be skipped with; false where it can. */
export const promtoolMissing: string | false =
  spawnSync('promtool', ['--version']).status === 0 ? false : 'promtool is not installed (apt-get install prometheus)'

/** What `promtool check metrics` finds in a page of metrics; empty where nothing is to be said. */
export async function promtoolFindings(page: string): Promise<string> {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(page)
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  return output + errors
}
