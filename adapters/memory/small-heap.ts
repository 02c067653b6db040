import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the heap of this process small at the price of some speed in JavaScript; bytes in buffers are not part of it.
 * V8 alone lets the young generation grow to 16 MiB twice over before it looks at its garbage. To be called before
 * the work is loaded: what has grown does not shrink.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size')
}
