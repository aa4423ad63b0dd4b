import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { faults } from '../support/faulty-table.ts';
import { runWithFaults } from './runs/faulty-table-run.ts';

beforeAll(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
});

test.each([...faults.map((fault) => [fault]), [...faults]])(
  'under %s … no answer is false, nothing is lost, and the table agrees with itself',
  async (...played) => {
    const probability = played.length === 1 ? 0.25 : 0.3;
    const figures = await runWithFaults({
      faults: played,
      probability,
      seed: 15,
      callers: 5,
      callsPerCaller: 8,
    });

    expect(figures.problems).toEqual([]);
    expect(figures.faultsPlayed).toBeGreaterThan(0);
    expect(figures.ok).toBeGreaterThan(0);
  },
  300_000,
);
