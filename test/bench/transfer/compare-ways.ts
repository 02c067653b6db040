import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { machineLoad } from '#test/lab/topology.ts'
import { payloadBytes, type Taker } from './way.ts'
import { type WayName, ways } from './ways.ts'

/** How fast each way was. */
export interface TransferReport {
  readonly mebibytes: number
  /** MB/s of each run, in order. */
  readonly megabytesPerSecond: Readonly<Record<WayName, readonly number[]>>
  /** CPU of the receiving process, in ms per MiB: the median of the runs. */
  readonly takerCpuMsPerMebibyte: Readonly<Record<WayName, number>>
  /** Medians of the ratios within each run. */
  readonly exchangeToStream: number
  readonly exchangeToSocket: number
  readonly machineLoad: number
}

/** Bytes that each way carries before it is measured, as a share of a run: the compiler settles. */
const warmUpShare = 0.5

/** Has every way carry as much from a process of its own, alternating, `runs` times. The holder ends with the comparison. */
export async function compareWays(plan: {
  readonly mebibytes: number
  readonly runs: number
}): Promise<TransferReport> {
  const holder = fork(join(import.meta.dirname, 'holder.ts'))
  try {
    const [addresses] = (await once(holder, 'message')) as [Readonly<Record<WayName, string>>]
    const takers = await connectAll(addresses)
    try {
      for (const name of names) await takers[name].take(Math.ceil(plan.mebibytes * warmUpShare))
      const rounds: Round[] = []
      while (rounds.length < plan.runs) rounds.push(await runRound(takers, plan.mebibytes))
      return reportOf(plan.mebibytes, rounds, await machineLoad())
    } finally {
      for (const name of names) await takers[name].close()
    }
  } finally {
    holder.disconnect()
  }
}

const names = Object.keys(ways) as WayName[]

/** Every way once. */
type Round = Readonly<Record<WayName, { readonly megabytesPerSecond: number; readonly cpuMsPerMebibyte: number }>>

async function connectAll(addresses: Readonly<Record<WayName, string>>): Promise<Readonly<Record<WayName, Taker>>> {
  const takers = await Promise.all(names.map(async (name) => [name, await ways[name].connect(addresses[name])]))
  return Object.fromEntries(takers) as Record<WayName, Taker>
}

async function runRound(takers: Readonly<Record<WayName, Taker>>, mebibytes: number): Promise<Round> {
  const round: Partial<Record<WayName, Round[WayName]>> = {}
  for (const name of names) {
    const began = { ms: performance.now(), cpu: process.cpuUsage() }
    await takers[name].take(mebibytes)
    const { user, system } = process.cpuUsage(began.cpu)
    const seconds = (performance.now() - began.ms) / 1000
    round[name] = {
      megabytesPerSecond: (mebibytes * payloadBytes) / 1e6 / seconds,
      cpuMsPerMebibyte: (user + system) / 1000 / mebibytes,
    }
  }
  return round as Round
}

function reportOf(mebibytes: number, rounds: readonly Round[], load: number): TransferReport {
  const ofEach = <Value>(value: (name: WayName) => Value) =>
    Object.fromEntries(names.map((name) => [name, value(name)])) as Record<WayName, Value>
  const ratioTo = (other: WayName): number =>
    median(rounds.map((round) => round.exchange.megabytesPerSecond / round[other].megabytesPerSecond))
  return {
    mebibytes,
    megabytesPerSecond: ofEach((name) => rounds.map((round) => Math.round(round[name].megabytesPerSecond))),
    takerCpuMsPerMebibyte: ofEach((name) => rounded(median(rounds.map((round) => round[name].cpuMsPerMebibyte)))),
    exchangeToStream: rounded(ratioTo('stream')),
    exchangeToSocket: rounded(ratioTo('socket')),
    machineLoad: load,
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100
}
