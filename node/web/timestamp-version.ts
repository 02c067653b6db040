import { HttpFailed } from '#adapters/http/http-failed.ts'

/** The version that a timestamp says it has, before anybody has verified it. Throws {@link HttpFailed} on what is none. */
export function readTimestampVersion(content: Uint8Array): number {
  const version = versionIn(content)
  if (Number.isSafeInteger(version) && Number(version) >= 1) return Number(version)
  throw new HttpFailed('troubled', 'what it has in the place of metadata/timestamp.json is something else')
}

function versionIn(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'))?.signed?.version
  } catch {
    return undefined
  }
}
