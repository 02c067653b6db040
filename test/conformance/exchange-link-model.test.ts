import assert from 'node:assert/strict'
import { check } from '#core/check.ts'
import type { ExchangeInput, PeerName } from '#core/exchange/contract.ts'
import type { Endpoint } from '#sim/endpoint/endpoint.ts'
import type { Member } from '#sim/exchange/member.ts'
import { Site } from '#sim/exchange/site.ts'
import { exchangeLinkSuite } from '#test/conformance/exchange-link-suite.ts'
import type { InputOf, LinkEffect, LinkEnd, OpenPair } from '#test/conformance/linked-pair.ts'

/** Longer than anything here takes, in virtual time. */
const hourMs = 3_600_000

/** Slow enough that the first progress comes before the last byte. */
const slowBytesPerSecond = 1024 * 1024

/** A member of a site whose engine hears nothing. */
class ModelEnd implements LinkEnd {
  readonly name: PeerName
  readonly inputs: ExchangeInput[] = []
  readonly #site: Site
  readonly #endpoint: Endpoint

  constructor(site: Site, { name, endpoint }: Member) {
    this.name = name
    this.#site = site
    this.#endpoint = endpoint
    endpoint.handle = (input) => {
      this.inputs.push(input)
    }
  }

  carryOut(effect: LinkEffect): void {
    this.#endpoint.carryOut([effect])
  }

  async until<Type extends ExchangeInput['type']>(type: Type, count = 1): Promise<InputOf<Type>> {
    const found = () => this.inputs.filter((input): input is InputOf<Type> => input.type === type)[count - 1]
    this.#site.run(hourMs, () => found() !== undefined)
    return found() ?? assert.fail(`no ${type} comes, only ${JSON.stringify(this.inputs)}`)
  }
}

const openPair: OpenPair = async (_, { isForger, isSlow }) => {
  const rate = isSlow ? { lanBytesPerSecond: slowBytesPerSecond } : {}
  const site = new Site({ seed: 1, devices: 2, forgers: isForger ? 1 : 0, joinMsMax: 0, ...rate })
  site.depart(site.seeder)
  const [holding, fetching] = site.devices
  check(holding !== undefined && fetching !== undefined, 'the site has two devices')
  const holder = new ModelEnd(site, holding)
  const fetcher = new ModelEnd(site, fetching)
  await fetcher.until('peer-joined')
  await holder.until('peer-joined')
  return {
    fetcher,
    holder,
    holderLeaves: async () => site.depart(holding),
    resume: () => {},
    settle: async () => {
      site.run(hourMs)
    },
  }
}

exchangeLinkSuite('a modelled path', openPair)
