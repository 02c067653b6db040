import { isIP } from 'node:net'
import { FormatError } from '#core/errors.ts'

/** Where a server listens. Port 0 takes a free one. */
export interface ListenAddress {
  /** An IPv4 or IPv6 address, the latter without brackets. */
  readonly host: string
  readonly port: number
}

/** Reads `127.0.0.1:9464` or `[::1]:9464`. Throws {@link FormatError}. */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? plain ?? ''
  const port = Number(digits)
  const isAddress = isIP(host) === (bracketed === undefined ? 4 : 6)
  if (isAddress && port <= 65_535) return { host, port }
  throw new FormatError('address', `${JSON.stringify(text)} is not an IP address with a port: write 127.0.0.1:9464`)
}

/** An address as {@link parseListenAddress} reads it. */
export function listenAddressText({ host, port }: ListenAddress): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}
