import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Metric } from './metric.ts'

/** The media type of the pages, with the version of the text format. */
export const metricsMediaType: string = Registry.PROMETHEUS_CONTENT_TYPE

/** Gauges that prom-client names like counters, which `promtool check metrics` refuses; those by type say the same. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

/** Writes metrics in the text format of Prometheus, with those of the process behind them. */
export class MetricsPage {
  readonly #process = new Registry()

  constructor() {
    collectDefaultMetrics({ register: this.#process })
    for (const name of misnamed) this.#process.removeSingleMetric(name)
  }

  /** A metric without samples is left out. */
  async write(metrics: readonly Metric[]): Promise<string> {
    const registry = new Registry()
    for (const metric of metrics) if (metric.samples.length > 0) register(metric, registry)
    return (await registry.metrics()) + (await this.#process.metrics())
  }
}

function register({ name, type, help, samples }: Metric, registry: Registry): void {
  const labelNames = Object.keys(samples[0]?.labels ?? {})
  const facts = { name, help, labelNames, registers: [registry] }
  if (type === 'counter') {
    const counter = new Counter(facts)
    for (const { labels, value } of samples) counter.inc(labels, value)
  } else {
    const gauge = new Gauge(facts)
    for (const { labels, value } of samples) gauge.set(labels, value)
  }
}
