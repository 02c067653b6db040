import { basename } from 'node:path'
import { UserError } from '#core/errors.ts'
import { findingsIn } from './file/check-scenario.ts'
import { scenarioDefaults } from './file/defaults.ts'
import { faultRuleOf } from './file/fill-faults.ts'
import { releaseOf } from './file/fill-release.ts'
import { mbitOf, secondsOf, shareOf, siteClassesOf } from './file/fill-site.ts'
import { rolloutModelOf } from './file/rollout/fill-rollout.ts'
import { type Finding, ScenarioError } from './file/scenario-error.ts'
import { validate } from './file/validate.ts'
import type { WrittenExpectation, WrittenScenario } from './file/written-scenario.ts'
import { readYaml, type YamlDocument } from './file/yaml-document.ts'
import { type Expectation, measures, type ReleaseModel, type Scenario } from './scenario.ts'

/** The largest scenario file that is read, in bytes. */
export const scenarioBytesMax = 256 * 1024

/**
 * Reads the text of a scenario file, YAML 1.2 in the form of `sim/scenarios/scenario.schema.json`, and fills in every
 * default. `release` takes the place of the file's own. Throws {@link ScenarioError}, a UserError, with every problem
 * and where it is; `path` names the file in it.
 */
export function readScenario(
  text: string,
  path: string,
  { release }: { readonly release?: ReleaseModel } = {},
): Scenario {
  const bytes = Buffer.byteLength(text)
  if (bytes > scenarioBytesMax) {
    throw new UserError(`${path} is ${bytes} bytes long, a scenario has at most ${scenarioBytesMax}: name another file`)
  }
  const document = readYaml(text)
  if (document.problems.length > 0) throw new ScenarioError(path, document.problems)
  const written = requireForm(document, path)
  const model = release ?? (written.release && releaseOf(written.release))
  if (model === undefined) throw problemsAt(document, path, [releaseMissing])
  const scenario = scenarioOf(written, model, path)
  const findings = findingsIn(written, scenario)
  if (findings.length > 0) throw problemsAt(document, path, findings)
  return scenario
}

const releaseMissing: Finding = {
  path: ['release'],
  problem: 'is missing: write release: {image: 64 MiB}, or give a built one by --release',
}

function requireForm(document: YamlDocument, path: string): WrittenScenario {
  const validity = validate(document.value)
  if (validity.isValid) return validity.written
  throw problemsAt(document, path, validity.findings)
}

function problemsAt(document: YamlDocument, path: string, findings: readonly Finding[]): ScenarioError {
  return new ScenarioError(
    path,
    findings.map((finding) => ({ ...finding, place: document.placeOf(finding.path) })),
  )
}

function scenarioOf(written: WrittenScenario, release: ReleaseModel, path: string): Scenario {
  const endSeconds = secondsOf(written.endsAfter ?? scenarioDefaults.endsAfter)
  const [newestBase = scenarioDefaults.olderVersion] = Object.keys(release.payloadBytes.from)
  return {
    name: written.name ?? basename(path).replace(/\.ya?ml$/, ''),
    title: written.title,
    policy: written.policy ?? scenarioDefaults.policy,
    sites: siteClassesOf(written.fleet, { version: newestBase, hasRollout: written.rollout !== undefined }),
    release,
    faults: (written.faults ?? []).map((fault) => faultRuleOf(fault, endSeconds)),
    originMbit: written.origin === undefined ? undefined : mbitOf(written.origin),
    endSeconds,
    startsAt: written.startsAt ?? scenarioDefaults.startsAt,
    expect: expectationsOf(written.expect ?? {}),
    ...(written.rollout === undefined ? {} : { rollout: rolloutModelOf(written.rollout) }),
  }
}

/** In the order of {@link measures}. */
function expectationsOf(written: NonNullable<WrittenScenario['expect']>): readonly Expectation[] {
  return measures.flatMap((measure) => {
    const { atMost, atLeast }: WrittenExpectation = written[measure] ?? {}
    return [
      ...(atMost === undefined ? [] : [{ measure, is: 'at-most', value: shareOf(atMost) } as const]),
      ...(atLeast === undefined ? [] : [{ measure, is: 'at-least', value: shareOf(atLeast) } as const]),
    ]
  })
}
