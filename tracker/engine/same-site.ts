/**
 * Whether two devices that a tracker sees at these addresses may be on one LAN: they share the public IPv4 address of a
 * site's router; or the first 64 bits of an IPv6 address, which are one network (RFC 4291 §2.5.1); or, where a private
 * network reaches as far as the tracker (RFC 1918), the first 24 bits. It is only a hint of whom to dial.
 */
export function mayShareSite(left: string, right: string): boolean {
  return left === right || siteOf(left) === siteOf(right)
}

/** The network that stands for the site of a device that a tracker sees at this address: `198.51.100.7`, `10.1.2.0/24`. */
export function siteOf(host: string): string {
  if (host.includes(':')) return `${groupsOf(host).slice(0, 4).join(':')}::/64`
  const [first = '', second = '', third = ''] = host.split('.')
  return isPrivate(Number(first), Number(second)) ? `${first}.${second}.${third}.0/24` : host
}

function isPrivate(first: number, second: number): boolean {
  return first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168)
}

/** The eight groups of an IPv6 address, each without leading zeros. */
function groupsOf(host: string): readonly string[] {
  const [head = '', tail] = host.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) =>
    Number.parseInt(group, 16).toString(16),
  )
}
