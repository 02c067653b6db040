import type { Mesh } from '#adapters/libp2p/mesh.ts'

/** What carries messages and bytes between a node and its peers, whatever they are: a {@link Mesh} does. */
export type Carrier = Pick<Mesh, 'fetch' | 'metadata' | 'ban' | 'send'>
