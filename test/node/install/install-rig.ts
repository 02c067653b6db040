/** A vendor with a repository and a device with two slots, both on disk; only the network between them is left out. */
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openBootStore } from '#adapters/boot/boot-store.ts'
import { PayloadDecoder } from '#adapters/codec/payload-decoder.ts'
import { LevelStore } from '#adapters/level/level-store.ts'
import { GarbageBudget } from '#adapters/memory/garbage-budget.ts'
import { type Address, digestOf, kindOf } from '#core/address.ts'
import type { BootState } from '#core/boot/boot-state.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { sha256 } from '#core/digest.ts'
import { decodeRelease, type Release } from '#core/format/release.ts'
import { findRelease, type MycelTarget, targetsOf } from '#core/metadata/target.ts'
import type { ChunkRef, ChunkTask, PlanFacts } from '#node/engine/contract.ts'
import { ContentIndex } from '#node/install/content-index.ts'
import { DocumentStore } from '#node/install/document-store.ts'
import { ImageKnowledge } from '#node/install/image-knowledge.ts'
import { Installation } from '#node/install/installation.ts'
import { SlotSet } from '#node/install/slot-set.ts'
import { temporaryDirectory } from '#test/conformance/temporary-directory.ts'
import { makeRootFile, vendor } from '#test/core/metadata/vendor.ts'
import { now } from '#test/tracker/release/repository-fixture.ts'
import { buildRelease } from '#tracker/release/build.ts'
import { releaseTarget } from '#tracker/release/build-targets.ts'
import { Repository } from '#tracker/release/repository.ts'

/** The image of each component, by its name. */
export type Images = Readonly<Record<string, Uint8Array>>

/** Builds and publishes releases of the product `hub`. */
export class TestVendor {
  readonly repository: Repository
  readonly #directory: string

  private constructor(directory: string, repository: Repository) {
    this.#directory = directory
    this.repository = repository
  }

  static async open(t: TestContext): Promise<TestVendor> {
    const directory = await temporaryDirectory(t)
    return new TestVendor(directory, await Repository.openOrCreate(join(directory, 'repository'), makeRootFile()))
  }

  /** Publishes a release with deltas from every earlier one. */
  async build(version: string, images: Images): Promise<void> {
    const components: { name: string; imagePath: string }[] = []
    for (const [name, image] of Object.entries(images)) {
      const imagePath = join(this.#directory, `${name}-${version}.img`)
      await writeFile(imagePath, image)
      components.push({ name, imagePath })
    }
    const { repository } = this
    await buildRelease({ repository, product: 'hub', version, components, from: 'all', signers: vendor, now })
  }

  async targets(): Promise<readonly MycelTarget[]> {
    return targetsOf(await this.repository.metadata(now))
  }

  async release(version: string): Promise<Release> {
    const target = findRelease(await this.targets(), 'hub', version)
    assert.ok(target, `hub ${version} is published`)
    return decodeRelease(await this.repository.readTarget(target))
  }

  /** Publishes any bytes as the document of a release. */
  async publishDocument(release: Release, document: Uint8Array): Promise<void> {
    await this.repository.publish({ targets: [releaseTarget(release, document)], signers: vendor, now })
  }

  /** The bytes at an address of the repository. */
  async read(address: Address): Promise<Uint8Array> {
    const path = await this.repository.locate(digestOf(address))
    assert.ok(path, `the repository has ${address}`)
    return readFile(path)
  }
}

/** How a device differs from one that runs 1.0.0 and knows it. */
export interface TestDeviceOptions {
  /** What slot `a` holds and what the boot record says of it. */
  readonly running: Images
  /** What the boot record says instead of `running`; none where nobody knows what runs. */
  readonly known?: Images
  /** Size of every slot, 0.5 MiB unless told. */
  readonly slotBytes?: number
  /** Of what runs. */
  readonly securityEpoch?: number
}

/** What flash holds that was never written. */
const erased = 0xff

/** A device that runs 1.0.0 from slot `a`; slot `b` is erased. */
export class TestDevice {
  readonly content = new ContentIndex()
  /** What was fetched, in order. */
  readonly fetched: Address[] = []
  readonly knowledge: ImageKnowledge
  readonly slots: SlotSet
  readonly #vendor: TestVendor
  readonly #directory: string
  readonly #documents: DocumentStore
  readonly #decoder: PayloadDecoder
  #installation: Installation | undefined

  private constructor(init: {
    readonly vendor: TestVendor
    readonly directory: string
    readonly store: LevelStore
    readonly slots: SlotSet
    readonly decoder: PayloadDecoder
  }) {
    this.#vendor = init.vendor
    this.#directory = init.directory
    this.#decoder = init.decoder
    this.slots = init.slots
    this.knowledge = new ImageKnowledge(init.store)
    this.#documents = new DocumentStore(init.store, { blob: (address) => this.#fetch(address) })
  }

  static async start(t: TestContext, testVendor: TestVendor, options: TestDeviceOptions): Promise<TestDevice> {
    const { running, known = running, slotBytes = 512 * 1024, securityEpoch = 0 } = options
    const directory = await temporaryDirectory(t)
    await mkdir(join(directory, 'boot'))
    const images = Object.entries(known).map(([component, image]) => {
      return { component, digest: sha256(image), imageBytes: image.byteLength }
    })
    await openBootStore(join(directory, 'boot')).write(
      factoryState({ version: '1.0.0', release: undefined, securityEpoch, images }),
    )
    const components = Object.keys(running).map((name) => {
      return { name, a: join(directory, `${name}-a.img`), b: join(directory, `${name}-b.img`) }
    })
    for (const { name, a, b } of components) {
      await writeFile(a, Buffer.concat([running[name] ?? new Uint8Array()], slotBytes))
      await writeFile(b, Buffer.alloc(slotBytes, erased))
    }
    const store = await LevelStore.open(join(directory, 'state'))
    const slots = await SlotSet.open(components, 'a')
    const decoder = new PayloadDecoder()
    t.after(() => Promise.all([store.close(), slots.close(), decoder.close()]))
    return new TestDevice({ vendor: testVendor, directory, store, slots, decoder })
  }

  get installation(): Installation {
    assert.ok(this.#installation, 'a release is planned first')
    return this.#installation
  }

  /** The boot state as it is on disk. */
  boot(): Promise<BootState> {
    return openBootStore(join(this.#directory, 'boot')).read()
  }

  /** The path of a slot of a component. */
  slotPath(component: string, slot: 'a' | 'b'): string {
    return join(this.#directory, `${component}-${slot}.img`)
  }

  /** What a slot begins with. */
  async slot(component: string, slot: 'a' | 'b', bytes: number): Promise<Buffer> {
    return (await readFile(this.slotPath(component, slot))).subarray(0, bytes)
  }

  /** Plans a release as a process does that has just started. */
  async plan(version: string): Promise<PlanFacts> {
    const targets = await this.#vendor.targets()
    this.#installation = new Installation({
      product: 'hub',
      otherImages: () => [],
      slots: this.slots,
      bootStore: openBootStore(join(this.#directory, 'boot')),
      documents: this.#documents,
      knowledge: this.knowledge,
      content: this.content,
      decoder: this.#decoder,
      garbage: new GarbageBudget(),
      targets: () => targets,
    })
    return this.#installation.plan(version, () => {})
  }

  /** Makes every chunk of a plan, from full payloads where the base does not give the right bytes. Returns those chunks. */
  async makeAll(tasks: readonly ChunkTask[]): Promise<readonly ChunkRef[]> {
    const wrong: ChunkRef[] = []
    for (const sharing of Map.groupBy(tasks, (task) => payloadOf(task) ?? task.ref).values()) {
      const chunks = sharing.map((task) => task.ref)
      const failure = await this.installation.make(chunks, await this.#material(sharing[0]))
      if (failure === undefined) continue
      assert.deepEqual(failure, { type: 'wrong-chunk' })
      wrong.push(...chunks)
    }
    if (wrong.length > 0) {
      for (const task of await this.installation.findFull(wrong)) {
        const failure = await this.installation.make([task.ref], await this.#material(task))
        assert.equal(failure, undefined)
      }
    }
    await this.installation.sync()
    return wrong
  }

  async #material(task: ChunkTask | undefined): Promise<Parameters<Installation['make']>[1]> {
    const address = task && payloadOf(task)
    return address === undefined ? { type: 'local' } : { type: 'fetched', address, bytes: await this.#fetch(address) }
  }

  #fetch(address: Address): Promise<Uint8Array> {
    this.fetched.push(address)
    return this.#vendor.read(address)
  }
}

/** The payload that a chunk is made from, undefined for one that is made locally. */
export function payloadOf({ ways }: ChunkTask): Address | undefined {
  return ways.find((way) => kindOf(way.address) === 'payload')?.address
}
