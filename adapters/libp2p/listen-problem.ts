import { messageOf } from '#core/errors.ts'

const problems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there: stop it, or choose another port (0 takes a free one)',
  EADDRNOTAVAIL: 'this machine has no such address: choose one of its own, or 0.0.0.0 for all',
  EACCES: 'this user may not use that port: choose one above 1023',
}

/** Why libp2p could not listen, and what to do, in one line: it puts the stacks of what failed into its message. */
export function listenProblem(error: unknown): string {
  const text = messageOf(error)
  const code = Object.keys(problems).find((name) => text.includes(name))
  return code === undefined ? `${text.split('\n', 1)[0]}: choose other addresses` : `${code}, ${problems[code]}`
}
