import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lines, standing, total } from '../../scripts/ops/cost/bill.ts';
import { billTable, priceTable } from '../../scripts/ops/cost/tables.ts';
import { assumed } from '../../scripts/ops/cost/usage.ts';
import { synthesize } from '../infra/synthesize.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');

describe('docs/cost.md', () => {
  test.each([
    ['bill', billTable()],
    ['prices', priceTable()],
  ])('%s is what npm run cost prints', (name, printed) => {
    const [, written] =
      new RegExp(`<!-- ${name} -->\\n\\n([\\s\\S]*?)\\n\\n<!-- /${name} -->`).exec(page) ?? [];
    expect(written).toBe(printed);
  });

  test('names every assumption with its value', () => {
    const said = page.replaceAll(/[,\u202f]/g, '');
    for (const value of Object.values(assumed)) {
      const shown = value < 1 ? `${Math.round(value * 100)} %` : String(value);
      expect(said).toContain(shown);
    }
  });
});

describe('the bill', () => {
  // Worked out on paper from the list of prices.
  test.each([
    ['API Gateway', 1e6, 3.5],
    ['Lambda: the server', 1e6, 0.2 + 1e6 * 0.03 * (1769 / 1024) * 0.0000133334],
    ['DynamoDB: requests', 1e6, (800_000 + 50_000 * 21) * 0.625e-6 + (800_000 + 50_000) * 0.125e-6],
    ['Traces', 1e8, (2_628_000 + (1e8 - 2_628_000) / 20) * 5e-6],
    ['Firewall', 1e6, 5 + 3 + 0.6],
    ['Lambda: instances kept warm', 0, 2 * (1769 / 1024) * 2_628_000 * 0.0000033334],
  ])('%s for %d calls', (service, calls, expected) => {
    const line = lines.find((each) => each.service === service)!;
    expect(line.cost(calls)).toBeCloseTo(expected, 6);
  });

  test('is the sum of its lines, and never falls', () => {
    expect(total(1e6)).toBeCloseTo(
      lines.reduce((sum, { cost }) => sum + cost(1e6), 0),
      6,
    );
    for (const { cost } of lines) expect(cost(1e8)).toBeGreaterThanOrEqual(cost(1e4));
  });

  test('counts what stands in the template', () => {
    const prod = synthesize({ stage: 'prod' });
    const alarms = Object.values(prod.findResources('AWS::CloudWatch::Alarm')) as {
      Properties: { Metrics?: { MetricStat?: object }[] };
    }[];
    const [acl] = Object.values(prod.findResources('AWS::WAFv2::WebACL')) as {
      Properties: { Rules: object[] };
    }[];

    expect(standing).toEqual({
      alarmMetrics: alarms.reduce(
        (sum, { Properties: { Metrics } }) => sum + (Metrics?.filter((each) => each.MetricStat).length ?? 1),
        0,
      ),
      compositeAlarms: Object.keys(prod.findResources('AWS::CloudWatch::CompositeAlarm')).length,
      dashboards: Object.keys(prod.findResources('AWS::CloudWatch::Dashboard')).length,
      secrets: Object.keys(prod.findResources('AWS::SecretsManager::Secret')).length,
      firewallRules: acl?.Properties.Rules.length,
    });
  });
});
