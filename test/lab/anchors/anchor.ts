import type { Lab } from '#test/lab/topology.ts'

/** Somebody else's way to bring one file to every device of a lab, as its documentation advises. */
export interface Anchor {
  readonly name: string
  /** How it is set up, for the table. */
  readonly setup: string
  /** Programs that must be there, and the Debian packages that bring them. */
  readonly needs: readonly AnchorNeed[]
  /** Starts what runs before the file is offered.. */
  deploy(field: AnchorField): Promise<DeployedAnchor>
}

/** Something to be installed. `probe` is a command that succeeds where it is. */
export interface AnchorNeed {
  readonly package: string
  readonly probe: readonly string[]
}

/** Where an anchor runs. */
export interface AnchorField {
  readonly lab: Lab
  /** The file that travels. */
  readonly file: string
  /** For whatever is written; anybody may write there. */
  readonly directory: string
}

/** An anchor whose devices wait. */
export interface DeployedAnchor {
  /** Offers the file to every device; resolves when the last has it, rejects when one cannot. */
  offer(): Promise<void>
  /** Where each device has put the file. */
  readonly copies: readonly string[]
  /** Ends everything that was started. */
  end(): Promise<void>
}
