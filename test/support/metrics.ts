import type { RunningApp } from './app.js';

export interface Metric {
  readonly type: string;
  /** By their labels as Prometheus writes them, e.g. `{state="UNKNOWN"}`, and `` without any. */
  readonly samples: ReadonlyMap<string, number>;
}

/** What `/metrics` answers, by the names of the samples; of a histogram these are `_bucket`, `_sum` and `_count`. */
export async function scrape({ url }: Pick<RunningApp, 'url'>): Promise<ReadonlyMap<string, Metric>> {
  return readMetrics(await (await fetch(`${url}/metrics`)).text());
}

/** Reads Prometheus' text format, as far as this service writes it. */
export function readMetrics(text: string): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, { type: string; samples: Map<string, number> }>();
  let type = '';
  for (const line of text.split('\n')) {
    const [, declared, of = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (declared !== undefined) {
      type = of;
      // A histogram or summary has samples under other names only.
      if (type !== 'histogram') metrics.set(declared, { type, samples: new Map() });
    }
    const [, name, labels = '', value] = /^([a-z_]\w*)(\{.*\})? (\S+)$/i.exec(line) ?? [];
    if (name === undefined) continue;
    const metric = metrics.get(name) ?? { type, samples: new Map() };
    metric.samples.set(labels, Number(value));
    metrics.set(name, metric);
  }
  return metrics;
}
