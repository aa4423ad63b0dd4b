import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { serviceAlarmDefinitions } from '../../infra/monitoring/signals/alarm-definitions.ts';
import { generatedFiles } from '../../infra/prometheus/generate.ts';
import { alertRules } from '../../infra/prometheus/rules.ts';
import { alarmsOf } from '../infra/watched.ts';
import { testWith } from '../support/programs.ts';

const run = promisify(execFile);
const infra = join(import.meta.dirname, '../../infra');

test.each(Object.entries(generatedFiles))(
  '%s is up to date: npm run generate:prometheus',
  async (file, text) => {
    expect(await readFile(join(infra, file), 'utf8')).toBe(text);
  },
);

test("every alarm on the server's own metrics exists in CloudWatch and in Prometheus, with the same meaning", () => {
  const cloudWatch = alarmsOf('prod');
  for (const { name, meaning } of serviceAlarmDefinitions) {
    const alarm = cloudWatch.find(({ AlarmName }) => AlarmName === `ops-assistant-prod-${name}`);
    const rule = alertRules.find(({ alert }) => alert === name);

    expect(alarm?.AlarmDescription).toContain(meaning);
    expect(rule?.annotations.summary).toBe(meaning);
  }
});

test('P95 over 500 ms is a warning', () => {
  const slow = alertRules.find(({ alert }) => alert === 'slow-answers')!;

  expect(slow.labels.severity).toBe('warning');
  expect(slow.expr).toMatch(/>= 500$/);
  expect(slow.for).toBe('10m');
});

testWith('promtool')('promtool finds no fault in the rules', async () => {
  const { stdout } = await run('promtool', ['check', 'rules', join(infra, 'prometheus/rules.yaml')]);

  expect(stdout).toContain(`SUCCESS: ${alertRules.length} rules found`);
});

const labels = 'job="ops-assistant",stage="prod",instance="a"';
const steady = `up{job="ops-assistant",instance="a"}`;

/** What happened for an hour, minute by minute, and which alerts that raises. */
const incidents: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
  [
    'nothing but good answers',
    {
      [`mcp_http_requests_total{${labels},status="200"}`]: '0+60x60',
      [`mcp_hidden_faults_total{${labels}}`]: '0x60',
      [`mcp_requests_total{${labels}}`]: '0+60x60',
      [`mcp_request_duration_seconds_bucket{${labels},le="0.1"}`]: '0+60x60',
      [`mcp_request_duration_seconds_bucket{${labels},le="+Inf"}`]: '0+60x60',
    },
    [],
  ],
  [
    'one of ten answers takes a second',
    {
      [`mcp_request_duration_seconds_bucket{${labels},le="0.5"}`]: '0+54x60',
      [`mcp_request_duration_seconds_bucket{${labels},le="1"}`]: '0+60x60',
      [`mcp_request_duration_seconds_bucket{${labels},le="+Inf"}`]: '0+60x60',
    },
    ['slow-answers'],
  ],
  [
    'one of ten requests ends in a 503',
    {
      [`mcp_http_requests_total{${labels},status="200"}`]: '0+54x60',
      [`mcp_http_requests_total{${labels},status="503"}`]: '0+6x60',
      [`mcp_hidden_faults_total{${labels}}`]: '0x60',
    },
    ['availability-burns-fast', 'availability-burns-slowly', 'gateway-errors'],
  ],
  [
    'tools fail in answers of status 200',
    {
      [`mcp_http_requests_total{${labels},status="200"}`]: '0+60x60',
      [`mcp_hidden_faults_total{${labels}}`]: '0+6x60',
    },
    ['availability-burns-fast', 'availability-burns-slowly'],
  ],
  [
    'the limiter counts in memory',
    { [`mcp_limiter_degraded_total{${labels}}`]: '0x58 1 1' },
    ['limiter-degraded'],
  ],
  [
    'instances stop asking DynamoDB',
    { [`mcp_store_circuit_opened_total{${labels}}`]: '0+2x60' },
    ['store-circuit-open'],
  ],
  [
    'requests look like attacks',
    { [`mcp_suspected_attacks_total{${labels}}`]: '0+5x60' },
    ['attacks-suspected'],
  ],
  ['tokens are refused', { [`mcp_auth_failures_total{${labels}}`]: '0+30x60' }, ['sign-ins-fail']],
  [
    'the issuer cannot be reached',
    { [`mcp_errors_total{${labels},error_type="issuer_unreachable"}`]: '0+1x60' },
    ['issuer-unreachable'],
  ],
  [
    'one of three calls is over a limit of a tool',
    {
      [`mcp_requests_total{${labels}}`]: '0+60x60',
      [`mcp_rate_limit_hits_total{${labels},limit="tool",tool="search_policy"}`]: '0+20x60',
    },
    ['limits-refuse-many'],
  ],
  [
    'the process starts again and again',
    { [`process_start_time_seconds{${labels}}`]: '100x20 200x10 300x10 400x10 500x10' },
    ['server-restarts'],
  ],
  ['memory grows', { [`process_resident_memory_bytes{${labels}}`]: '450000000x60' }, ['memory-high']],
  ['an instance is gone', { 'up{job="ops-assistant",instance="b"}': '0x60' }, ['server-down']],
];

describe('alerts in Prometheus', () => {
  testWith('promtool')('each incident raises its alerts, and no other', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const tests = incidents.map(([name, series, firing]) => ({
      name,
      interval: '1m',
      input_series: Object.entries({ [steady]: '1x60', ...series }).map(([series, values]) => ({
        series,
        values,
      })),
      alert_rule_test: alertRules.map(({ alert, labels: { severity }, annotations }) => ({
        eval_time: '60m',
        alertname: alert,
        exp_alerts: firing.includes(alert)
          ? [{ exp_labels: { severity, ...seriesLabels(alert) }, exp_annotations: annotations }]
          : [],
      })),
    }));
    const file = join(folder.path, 'tests.yaml');
    await writeFile(file, stringify({ rule_files: [join(infra, 'prometheus/rules.yaml')], tests }));

    const { stdout } = await run('promtool', ['test', 'rules', file]).catch((error) => error);

    expect(stdout).toContain('SUCCESS');
    expect(new Set(incidents.flatMap(([, , firing]) => firing)).size).toBe(alertRules.length);
  });
});

function seriesLabels(alert: string): Record<string, string> {
  if (alert === 'server-down') return { job: 'ops-assistant', instance: 'b' };
  if (['server-restarts', 'memory-high'].includes(alert))
    return { job: 'ops-assistant', instance: 'a', stage: 'prod' };
  return { stage: 'prod' };
}
