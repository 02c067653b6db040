import type { LabReport } from './lab-report.ts'

/** The report for a person. */
export function reportText(report: LabReport): string {
  const { peers, isolated, productCopies } = report
  const faults = report.faults.length === 0 ? 'nothing goes wrong' : report.faults.join(', ')
  const products = Object.entries(productCopies)
  const lines: readonly (readonly [string, string | number])[] = [
    ['WAN in / payload', `${report.wanCopies} (worst site ${report.wanCopiesMax}; TCP alone 1.046)`],
    ['WAN out / payload', report.wanUpCopies],
    ...(products.length > 1 ? products.map(([name, copies]) => [`  of ${name}`, copies] as const) : []),
    ...(report.enemyCopies > 0 ? [['  taken by enemies', report.enemyCopies] as const] : []),
    ...(has(report, 'late') ? [['added by late devices', report.lateCopies] as const] : []),
    ['out of the tracker', `${report.originCopies} for each site`],
    ['into each device', report.lanCopies],
    ['last device / ideal', `${report.timeRatio} (${report.seconds} s)`],
    ...(has(report, 'slow') ? [['  of the others', report.timeRatioOthers] as const] : []),
    ...(has(report, 'isolate')
      ? [
          [
            'each alone',
            `${isolated.wanCopiesPerDevice} copies, ${isolated.timeRatioOfPlain} of plain downloads`,
          ] as const,
        ]
      : []),
    ['from neighbours', `${Math.round(report.peerShare * 100)} %`],
    ['not finished', `${report.missing}; wrong slots ${report.wrongSlots}`],
    ['peers joined', `${peers.mdns} by mDNS, ${peers.dialled} dialled, ${peers.inbound} inbound`],
    [
      'a device took',
      `${report.cpuSecondsPerDevice} s of processor, ${report.rssMbMedian} MB (at most ${report.rssMb})`,
    ],
    ['the machine', `${Math.round(report.cpuBusy * 100)} % busy, load ${report.machineLoad}`],
  ]
  const heading = `${report.sites} site(s) of ${report.devicesPerSite} devices, WAN ${report.wanMbit} Mbit/s, LAN ${report.lanMbit} Mbit/s, ${report.payloadBytes} bytes of payload; ${faults}`
  return `${[heading, ...lines.map(([what, value]) => `${what.padEnd(22)} ${value}`)].join('\n')}\n`
}

function has(report: LabReport, fault: string): boolean {
  return report.faults.some((text) => text.startsWith(fault))
}
