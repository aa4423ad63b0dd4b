import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stages } from '../../infra/config/stages.ts';
import { billOf, fixedResources, total } from '../../infra/cost/bill.ts';
import { assumed } from '../../infra/cost/usage.ts';
import { billTable, priceTable, stageTable } from '../../scripts/ops/cost/tables.ts';
import { synthesize } from '../infra/synthesize.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');

describe('docs/cost.md', () => {
  test.each([
    ['stages', stageTable()],
    ['bill', billTable()],
    ['prices', priceTable()],
  ])('%s is what npm run cost prints', (name, printed) => {
    const [, written] =
      new RegExp(`<!-- ${name} -->\\n\\n([\\s\\S]*?)\\n\\n<!-- /${name} -->`).exec(page) ?? [];
    expect(written).toBe(printed);
  });

  test('names every assumption with its value', () => {
    const digits = page.replaceAll(/[,\u202f]/g, '');
    for (const value of Object.values(assumed)) {
      const shown = value < 1 ? `${Math.round(value * 100)} %` : String(value);
      expect(digits).toContain(shown);
    }
  });
});

describe('the bill', () => {
  // Worked out on paper from the list of prices.
  test.each([
    ['API Gateway', 1e6, 3.5],
    ['Lambda: the server', 1e6, 0.2 + 1e6 * 0.03 * (1769 / 1024) * 0.0000133334],
    ['DynamoDB: requests', 1e6, (800_000 + 50_000 * 22) * 0.625e-6 + (800_000 + 50_000 * 2) * 0.125e-6],
    ['Traces', 1e8, (2_628_000 + (1e8 - 2_628_000) / 20) * 5e-6],
    ['Firewall', 1e6, 5 + 3 + 0.6],
    ['Lambda: instances kept warm', 0, 2 * (1769 / 1024) * 2_628_000 * 0.0000033334],
  ])('%s for %d calls', (service, calls, expected) => {
    const line = billOf(stages.prod).find((each) => each.service === service)!;
    expect(line.cost(calls)).toBeCloseTo(expected, 6);
  });

  test('is the sum of its lines, and never falls', () => {
    expect(total(stages.prod, 1e6)).toBeCloseTo(
      billOf(stages.prod).reduce((sum, { cost }) => sum + cost(1e6), 0),
      6,
    );
    for (const { cost } of billOf(stages.prod)) expect(cost(1e8)).toBeGreaterThanOrEqual(cost(1e4));
  });

  test.each(Object.values(stages))('counts what stands in the template of $name', ({ name }) => {
    const template = synthesize({ stage: name });
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')) as {
      Properties: { Metrics?: { MetricStat?: object }[] };
    }[];
    const [acl] = Object.values(template.findResources('AWS::WAFv2::WebACL')) as {
      Properties: { Rules: object[] };
    }[];
    const countOf = (type: string) => Object.keys(template.findResources(type)).length;

    expect(fixedResources[name]).toEqual({
      alarmMetrics: alarms.reduce(
        (sum, { Properties: { Metrics } }) => sum + (Metrics?.filter((each) => each.MetricStat).length ?? 1),
        0,
      ),
      compositeAlarms: countOf('AWS::CloudWatch::CompositeAlarm'),
      dashboards: countOf('AWS::CloudWatch::Dashboard'),
      secrets: countOf('AWS::SecretsManager::Secret'),
      firewallRules: acl?.Properties.Rules.length ?? 0,
    });
  });

  test('of the stage small stays below ten dollars with hardly any calls', () => {
    expect(total(stages.small, 1e4)).toBeLessThan(10);
  });

  test('is printed at each deployment', () => {
    const { MonthlyEstimate } = synthesize({ stage: 'small' }).findOutputs('MonthlyEstimate');

    expect(MonthlyEstimate!.Value).toBe(
      `about ${Math.ceil(total(stages.small, 1e4))} US dollars at 10,000 calls, ${Math.ceil(total(stages.small, 1e6))} at a million`,
    );
  });
});
