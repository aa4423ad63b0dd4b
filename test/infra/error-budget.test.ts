import { describe, expect, test } from 'vitest';
import { availabilityObjective } from '../../infra/monitoring/signals/alarm-definitions.ts';
import { evaluate } from '../../scripts/docs/dashboard-picture/metric-math.ts';
import { type Alarm, alarmsOf } from './watched.ts';

describe('the error budget', () => {
  const burning = (name: string) => alarmsOf('prod').find(({ AlarmName }) => AlarmName.endsWith(name))!;
  /** What the alarm computes of so many requests, of which some failed. */
  const rateOf = (alarm: Alarm, requests: number, refused: number, failed = 0) => {
    const { Expression } = alarm.Metrics!.find(({ Expression }) => Expression)!;
    const values = alarm.Metrics!.map(({ Id }) => [
      Id,
      Id.startsWith('requests') ? requests : Id.startsWith('refused') ? refused : failed,
    ]);
    return evaluate(Expression!, Object.fromEntries(values))!;
  };

  test('burns fourteen times too fast when 1.44 % fail, at the gateway or in answers', () => {
    const alarm = burning('burns-fast-5-min');

    expect(availabilityObjective).toBe(0.999);
    expect(alarm.Threshold).toBe(14.4);
    expect(rateOf(alarm, 10_000, 144)).toBeCloseTo(14.4);
    expect(rateOf(alarm, 10_000, 100, 44)).toBeCloseTo(14.4);
  });

  test('a few failures at night raise no alarm, though they are a large share', () => {
    expect(rateOf(burning('burns-fast-60-min'), 10, 4)).toBe(0);
    expect(rateOf(burning('burns-fast-60-min'), 10, 5)).toBeGreaterThan(14.4);
    expect(rateOf(burning('burns-slowly-360-min'), 10, 4)).toBe(0);
  });

  test('both windows have to burn', () => {
    expect(burning('burns-fast').AlarmRule).toMatch(
      /^\(ALARM\(".*BurnsFast5Min.*"\) AND ALARM\(".*BurnsFast60Min.*"\)\)$/,
    );
    expect(burning('burns-slowly').AlarmRule).toMatch(/BurnsSlowly30Min.* AND .*BurnsSlowly360Min/);
  });

  test('silence is bad news from the canary only', () => {
    const silent = alarmsOf('prod').filter(
      ({ TreatMissingData = 'notBreaching' }) => TreatMissingData !== 'notBreaching',
    );

    expect(silent.map(({ AlarmName }) => AlarmName)).toEqual(['ops-assistant-prod-canary-fails']);
  });
});
