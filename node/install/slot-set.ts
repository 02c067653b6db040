import { openSlot, openSlotReadOnly } from '#adapters/slot/file-block-device.ts'
import type { BlockDevice } from '#core/block-device.ts'
import { otherSlot, type SlotName } from '#core/boot/boot-state.ts'
import { check } from '#core/check.ts'

/** Where the two slots of one component are: paths of files or block devices. */
export interface ComponentSlots {
  readonly name: string
  readonly a: string
  readonly b: string
}

/** The two slots of one component, as a process that runs from one of them uses them. */
export interface OpenSlots {
  readonly active: BlockDevice
  readonly inactive: BlockDevice
}

/** The slots of every component: the running one opened for reading only, the other one for writing. */
export class SlotSet {
  readonly running: SlotName
  readonly #components = new Map<string, OpenSlots>()

  private constructor(running: SlotName) {
    this.running = running
  }

  /** Throws {@link UserError} when a slot is missing or cannot be opened. */
  static async open(components: readonly ComponentSlots[], running: SlotName): Promise<SlotSet> {
    const slots = new SlotSet(running)
    try {
      for (const component of components) {
        await using opened = new AsyncDisposableStack()
        const active = await openSlotReadOnly(component[running])
        opened.defer(() => active.close())
        const inactive = await openSlot(component[otherSlot(running)])
        opened.move()
        slots.#components.set(component.name, { active, inactive })
      }
      return slots
    } catch (error) {
      await slots.close()
      throw error
    }
  }

  /** Slots that are open already, by component: modelled ones. */
  static over(running: SlotName, components: ReadonlyMap<string, OpenSlots>): SlotSet {
    const slots = new SlotSet(running)
    for (const [name, open] of components) slots.#components.set(name, open)
    return slots
  }

  /** Names of the components that this device has slots for. */
  get components(): readonly string[] {
    return [...this.#components.keys()]
  }

  active(component: string): BlockDevice {
    return this.#slotsOf(component).active
  }

  inactive(component: string): BlockDevice {
    return this.#slotsOf(component).inactive
  }

  async close(): Promise<void> {
    for (const { active, inactive } of this.#components.values()) {
      await active.close()
      await inactive.close()
    }
  }

  #slotsOf(component: string): OpenSlots {
    const slots = this.#components.get(component)
    check(slots !== undefined, 'a component that is installed has slots')
    return slots
  }
}
