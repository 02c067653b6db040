/** Payload bytes of one TCP segment on Ethernet: 1500 less 20 of IP, 20 of TCP and 12 of its timestamps. */
export const segmentBytes = 1448
