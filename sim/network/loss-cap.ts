import { segmentBytes } from './segment.ts'

/** The constant of the model: sqrt(3/2), for a receiver that acknowledges every segment. */
const mathis = 1.22

/**
 * Bytes a second that one TCP flow reaches where `loss` (0 to 1) of its packets are lost: infinite where none are.
 * M. Mathis et al., The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm, 1997, equation 3.
 */
export function lossCap(loss: number, roundTripMs: number): number {
  if (loss <= 0 || roundTripMs <= 0) return Number.POSITIVE_INFINITY
  return ((segmentBytes * 1000) / roundTripMs) * (mathis / Math.sqrt(loss))
}
