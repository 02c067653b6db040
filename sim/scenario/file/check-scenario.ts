import { outputBytesMax } from '#core/codec/codec.ts'
import { messageOf } from '#core/errors.ts'
import { compareVersions, parseVersion } from '#core/format/name.ts'
import { nearestKey } from '#core/nearest-key.ts'
import { isOfTracker } from '#sim/faults/fault.ts'
import type { ReleaseModel, Scenario, SiteClass } from '#sim/scenario/scenario.ts'
import {
  chunksMax,
  devicesAtMost,
  devicesMax,
  payloadCountOf,
  payloadsMax,
  sitesMax,
  totalsOf,
} from '#sim/scenario/totals.ts'
import { rolloutFindings } from './rollout/check-rollout.ts'
import type { Finding, KeyPath } from './scenario-error.ts'
import type { WrittenFault, WrittenScenario } from './written-scenario.ts'

/** What a schema cannot say: sums, names that refer to each other, and totals. */
export function findingsIn(written: WrittenScenario, scenario: Scenario): readonly Finding[] {
  const { sites, release } = scenario
  return [
    ...releaseFindings(written, release),
    ...totalFindings(sites),
    ...sites.flatMap((site, index) => siteFindings(site, { index, written, scenario })),
    ...(written.faults ?? []).flatMap((fault, index) => faultFindings(fault, index, sites)),
    ...rolloutFindings(written, scenario),
  ]
}

/** Of a release that was built elsewhere only the size is ours to judge. */
function releaseFindings({ release: written }: WrittenScenario, release: ReleaseModel): readonly Finding[] {
  const findings: Finding[] = []
  const note = (key: KeyPath, problem: string) => findings.push({ path: ['release', ...key], problem })
  const chunks = Math.ceil(release.imageBytes / release.chunkBytes)
  const payloads = payloadCountOf(release)
  if (chunks > chunksMax) note(['image'], `has ${chunks} chunks, at most ${chunksMax} are allowed: write larger chunks`)
  if (payloads > payloadsMax) note([], `has ${payloads} payloads over all deltas, at most ${payloadsMax} are allowed`)
  if (written === undefined || release.exact !== undefined) return findings
  if (release.chunksPerPack * release.chunkBytes > outputBytesMax) {
    note(
      ['chunksPerPack'],
      `a pack makes at most ${outputBytesMax / 2 ** 20} MiB of image: write at most ${outputBytesMax / release.chunkBytes}`,
    )
  }
  const version = versionProblem(release.version)
  if (version !== undefined) note(['version'], version)
  const sizes = [
    { key: ['full'], bytes: release.payloadBytes.full, least: chunks },
    ...Object.entries(release.payloadBytes.from).map(([from, bytes]) => {
      const problem = version === undefined ? olderProblem(from, release.version) : versionProblem(from)
      if (problem !== undefined) note(['delta', from], problem)
      return { key: ['delta', from], bytes, least: Math.ceil(chunks / release.chunksPerPack) }
    }),
  ]
  for (const { key, bytes, least } of sizes) {
    if (bytes >= least && bytes <= release.imageBytes) continue
    note(key, `must be from 1 byte a payload, ${least}, to the whole image, ${release.imageBytes}; is ${bytes} bytes`)
  }
  return findings
}

function totalFindings(classes: readonly SiteClass[]): readonly Finding[] {
  const path = ['fleet', 'sites']
  const { sites } = totalsOf(classes)
  const devices = devicesAtMost(classes)
  return [
    ...(sites > sitesMax ? [{ path, problem: `has ${sites} sites in all, at most ${sitesMax} are allowed` }] : []),
    ...(devices > devicesMax
      ? [{ path, problem: `has up to ${devices} devices in all, at most ${devicesMax} are allowed` }]
      : []),
  ]
}

interface SiteContext {
  readonly index: number
  readonly written: WrittenScenario
  readonly scenario: Scenario
}

function siteFindings(site: SiteClass, { index, written, scenario }: SiteContext): readonly Finding[] {
  const findings: Finding[] = []
  const { sites } = scenario
  if (sites.findIndex(({ name }) => name === site.name) < index) {
    findings.push({ path: placeOf('name'), problem: `${site.name} is the name of a class above: write another` })
  }
  const [from, to] = site.wanHours?.split('-') ?? []
  if (from !== undefined && from === to) {
    findings.push({
      path: placeOf('wanHours'),
      problem: 'the hours end when they begin: leave them out for the whole day',
    })
  }
  const versions = placeOf('versions')
  for (const { version } of site.versions) {
    const problem = olderProblem(version, scenario.release.version)
    if (problem !== undefined) findings.push({ path: [...versions, version], problem })
  }
  const shares = site.versions.reduce((sum, { share }) => sum + share, 0)
  if (Math.abs(shares - 1) > shareTolerance) {
    const percent = Math.round(shares * 1e6) / 1e4
    findings.push({ path: versions, problem: `the shares must sum to 100 %, they sum to ${percent} %` })
  }
  return findings

  /** Where `fleet.defaults` says it, or the class does or would. */
  function placeOf(key: 'name' | 'wanHours' | 'versions'): KeyPath {
    const { defaults = {}, sites } = written.fleet
    const isDefault = key in defaults && !(key in (sites[index] ?? {}))
    return isDefault ? ['fleet', 'defaults', key] : ['fleet', 'sites', index, key]
  }
}

/** What shares may miss 1 by, so that three thirds can be written. */
const shareTolerance = 1e-6

/** A newer release is never replaced by an older one, so that a device which runs it takes no part. */
function olderProblem(version: string, release: string): string | undefined {
  const problem = versionProblem(version)
  if (problem !== undefined || versionProblem(release) !== undefined) return problem
  return compareVersions(version, release) < 0 ? undefined : `must be older than the release, ${release}`
}

function versionProblem(version: string): string | undefined {
  try {
    parseVersion(version)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function faultFindings(fault: WrittenFault, index: number, sites: readonly SiteClass[]): readonly Finding[] {
  const findings: Finding[] = []
  const note = (key: keyof WrittenFault, problem: string) =>
    findings.push({ path: ['faults', index, key], problem: `${problem}: leave it out` })
  if (fault.count !== undefined && fault.share !== undefined) note('share', 'there is a count already')
  if (fault.lasts !== undefined && (fault.kind === 'dies' || fault.kind === 'bit-rot')) {
    note('lasts', `${fault.kind} has no end`)
  }
  if (isOfTracker(fault.kind)) {
    if (fault.share !== undefined) note('share', 'there is one tracker')
    if (fault.sites !== undefined) note('sites', 'the tracker is at no site')
  }
  const names = sites.map(({ name }) => name)
  if (fault.sites !== undefined && !names.includes(fault.sites)) {
    const nearest = nearestKey(fault.sites, names)
    const advice = nearest === undefined ? '' : `did you mean ${nearest}? `
    const problem = `no class of sites has this name: ${advice}there are: ${names.join(', ')}`
    findings.push({ path: ['faults', index, 'sites'], problem })
  }
  return findings
}
