import { RecordBootStore } from '#adapters/boot/boot-store.ts'
import { RecordVersionFloor } from '#adapters/record/version-floor.ts'
import type { SlotName } from '#core/boot/boot-state.ts'
import type { BootStore } from '#core/boot/boot-store.ts'
import { factoryState } from '#core/boot/boot-transitions.ts'
import { check } from '#core/check.ts'
import { type Digest, DigestStream, sha256 } from '#core/digest.ts'
import type { VersionFloor } from '#core/metadata/versions.ts'
import { recordSectorBytes } from '#core/record/record-sector.ts'
import { FlashDevice } from '#sim/flash/flash-device.ts'
import { FlashSectors } from '#sim/flash/flash-sectors.ts'
import { FlashStore, type StoreContents } from '#sim/flash/flash-store.ts'
import { Power } from '#sim/flash/power.ts'
import type { Random } from '#sim/random.ts'
import { slotImages, type Update } from './update.ts'

/** All that is on the flash of a device while its power is off. */
export interface FlashContents {
  /** The record pair of the boot state, and that of the version floor. */
  readonly boot: Uint8Array
  readonly floor: Uint8Array
  /** By component. */
  readonly slots: ReadonlyMap<string, Readonly<Record<SlotName, Uint8Array>>>
  readonly store: StoreContents
}

/** What flash holds that was never written. */
const erased = 0xff

/** The flash of a powered device, with the production code for records on it. Gone with the power; {@link FlashBoard.cut} gives what stays. */
export class FlashBoard {
  readonly power: Power
  readonly store: FlashStore
  readonly bootStore: BootStore
  readonly versionFloor: VersionFloor
  /** Whether an inactive slot takes nothing more. */
  isFull = false
  readonly #boot: FlashDevice
  readonly #floor: FlashDevice
  readonly #slots = new Map<string, Readonly<Record<SlotName, FlashDevice>>>()

  /** Takes `contents` over. The power goes off with operation `cutAfter`, or never by itself. */
  constructor(contents: FlashContents, cutAfter: number | undefined) {
    const power = new Power(cutAfter)
    this.power = power
    this.store = new FlashStore({ power, contents: contents.store })
    this.#boot = new FlashDevice({ power, contents: contents.boot })
    this.#floor = new FlashDevice({ power, contents: contents.floor })
    this.bootStore = new RecordBootStore(new FlashSectors(this.#boot), 'modelled flash')
    this.versionFloor = new RecordVersionFloor(new FlashSectors(this.#floor), 'modelled flash')
    for (const [component, { a, b }] of contents.slots) {
      const open = (bytes: Uint8Array) => new FlashDevice({ power, contents: bytes })
      this.#slots.set(component, { a: open(a), b: open(b) })
    }
  }

  /** Throws where there is no space to write to an inactive slot. */
  requireSpace(): void {
    if (this.isFull) throw new Error('no space left on the slot')
  }

  get components(): readonly string[] {
    return [...this.#slots.keys()]
  }

  slot(component: string, slot: SlotName): FlashDevice {
    const slots = this.#slots.get(component)
    check(slots !== undefined, 'a component of the device has slots')
    return slots[slot]
  }

  /** A digest of what chance decided in `found`, a cut of this board: equal where two cuts left the same. */
  fingerprint(found: FlashContents): Digest {
    const stream = new DigestStream()
    if (!this.#boot.isClean) stream.update(found.boot)
    if (!this.#floor.isClean) stream.update(found.floor)
    for (const [component, { a, b }] of this.#slots) {
      const slots = found.slots.get(component)
      check(slots !== undefined, 'a board is compared with cuts of its own')
      if (!a.isClean) stream.update(slots.a)
      if (!b.isClean) stream.update(slots.b)
    }
    for (const [key, value] of found.store) stream.update(Buffer.from(`${key} ${sha256(value)}\n`))
    return stream.digest()
  }

  /** Takes the power away and returns what the next boot finds. The same `random` gives the same contents. */
  cut(random: Random): FlashContents {
    const slots = Array.from(this.#slots, ([component, { a, b }]) => {
      const stream = random.stream(component)
      return [component, { a: a.cut(stream.stream('a')), b: b.cut(stream.stream('b')) }] as const
    })
    return {
      boot: this.#boot.cut(random.stream('boot')),
      floor: this.#floor.cut(random.stream('floor')),
      slots: new Map(slots),
      store: this.store.cut(random.stream('store')),
    }
  }
}

/** The flash of a device as it leaves the factory, with the old firmware in slot `a`. */
export async function factoryContents({ from, to }: Update): Promise<FlashContents> {
  const slots = Array.from(from.images, ([component, image]) => {
    const slotBytes = Math.max(image.byteLength, to.images.get(component)?.byteLength ?? 0)
    const slot = () => new Uint8Array(slotBytes).fill(erased)
    const a = slot()
    a.set(image)
    return [component, { a, b: slot() }] as const
  })
  const record = () => new Uint8Array(2 * recordSectorBytes)
  const contents = { boot: record(), floor: record(), slots: new Map(slots), store: new Map() }
  const content = { version: from.version, release: undefined, securityEpoch: 0, images: slotImages(from) }
  // A flash device works on the bytes that it is given.
  await new FlashBoard(contents, undefined).bootStore.write(factoryState(content))
  return contents
}

/** The same contents in memory of their own. */
export function copyOf({ boot, floor, slots, store }: FlashContents): FlashContents {
  const copies = Array.from(slots, ([component, { a, b }]) => [component, { a: a.slice(), b: b.slice() }] as const)
  return { boot: boot.slice(), floor: floor.slice(), slots: new Map(copies), store: new Map(store) }
}
