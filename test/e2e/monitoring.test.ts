import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RunningApp, startApp } from '../support/app.js';
import { type Metric, scrape } from '../support/metrics.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
const { groups } = parse(read('examples/monitoring/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const cases = (
  parse(read('examples/monitoring/alerts.test.yml')) as {
    tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
  }
).tests.flatMap((test) => test.alert_rule_test);

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(read('examples/monitoring/dashboard.json')) as { panels: Panel[] };
const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

const words = new Set(['and', 'or', 'unless', 'on', 'ignoring', 'bool', 'offset']);

/** The metrics in a query: names that are neither a function or operator, nor a label. */
function metricsIn(query: string): string[] {
  const bare = query
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, ' ')
    .replace(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/\b[a-z_]\w*\b(?!\s*\()/gi)].map(([name]) => name);
  // `sum by (job) (…)` has lost what stands in its first brackets by now, so that it is followed by the second.
  return names.filter((name) => !words.has(name));
}

const ours = /^(?!process_|nodejs_)/;
const withoutSuffix = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '');

describe('the rules and the dashboard', () => {
  let running: RunningApp;
  let metrics: ReadonlyMap<string, Metric>;
  beforeAll(async () => {
    running = await startApp();
    metrics = await scrape(running);
  });
  afterAll(() => running.stop());

  it('are found to name metrics', () => {
    expect(metricsIn('sum by (a) (rate(b_total{c="d"}[5m])) / max without (e) (f) > 3 and absent(g == 1)')).toEqual([
      'b_total',
      'f',
      'g',
    ]);
    expect(metricsIn('sum (rate(b_bucket{c=~"d|e"}[1d])) > 0')).toEqual(['b_bucket']);
  });

  it.each([...rules.map(({ alert, expr }) => ({ title: alert, expr })), ...queries])(
    '$title: the service has every metric',
    ({ expr }) => {
      const names = metricsIn(expr);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) if (name !== 'up') expect([...metrics.keys()]).toContain(name);
    },
  );

  it('every metric of ours is in the operations guide', () => {
    const [, section = ''] = /^## Metrics$(.*?)^## /ms.exec(read('docs/operations.md')) ?? [];
    const documented = [...section.matchAll(/^\| `([a-z_]+)`/gm)].map(([, name]) => name);
    const names = new Set([...metrics.keys()].filter((name) => ours.test(name)).map(withoutSuffix));
    expect([...documented].sort()).toEqual([...names].sort());
  });
});

describe('each alert', () => {
  const headings = [...read('docs/alerts.md').matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading);

  it.each(rules)('$alert has its section in the guide', ({ alert, annotations, labels }) => {
    expect(annotations.runbook).toBe(`docs/alerts.md#${alert.toLowerCase()}`);
    expect(annotations.summary).not.toBe('');
    expect(headings.filter((heading) => heading === alert)).toHaveLength(1);
    expect(read('docs/alerts.md')).toMatch(new RegExp(`^## ${alert}\n\n[^\n]*\\(${labels.severity}\\)`, 'm'));
  });

  it('has no section left over', () => {
    expect([...headings].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it.each(rules)('$alert has a case in which it fires, and one in which it does not', ({ alert }) => {
    const of = cases.filter(({ alertname }) => alertname === alert).map(({ exp_alerts: alerts }) => alerts.length > 0);
    expect(of).toContain(true);
    expect(of).toContain(false);
  });
});

const promtool = process.env.PROMTOOL_PATH ?? '/usr/bin/promtool';
const isThere = existsSync(promtool);
const missing = isThere
  ? ''
  : ` (skipped: there is no ${promtool}, of Debian's package prometheus; PROMTOOL_PATH names another)`;

describe.skipIf(!isThere)(`promtool${missing}`, { timeout: 120_000 }, () => {
  const run = async (...args: string[]) => (await promisify(execFile)(promtool, args)).stdout;

  it('finds the rules in order', async () => {
    expect(await run('check', 'rules', 'examples/monitoring/alerts.yml')).toContain(`${rules.length} rules found`);
    expect(await run('check', 'config', 'examples/monitoring/prometheus.yml')).toContain('SUCCESS');
  });

  it('sees them fire when they should, and only then', async () => {
    expect(await run('test', 'rules', 'examples/monitoring/alerts.test.yml')).toContain('SUCCESS');
  });
});
