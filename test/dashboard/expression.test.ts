import { describe, expect, test } from 'vitest';
import { evaluate } from '../../scripts/docs/dashboard-picture/metric-math.ts';

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['8 / 2 / 2', 2],
  ['7 - 2 - 1', 4],
  ['0.5 * calls', 5],
  ['FILL(absent, 0) + calls', 10],
  ['FILL(calls, 0)', 10],
  ['IF(calls >= 10, 1, 2)', 1],
  ['IF(calls >= 11, 1, 2)', 2],
  ['calls / 0', undefined],
  ['absent + 1', undefined],
  ['IF(absent >= 1, 1, 2)', undefined],
])('%s is %s', (expression, value) => {
  expect(evaluate(expression, { calls: 10, absent: undefined })).toBe(value);
});

describe('what is no expression of ours is refused', () => {
  test.each([
    ['calls +', /Not understood|missing|Nothing/],
    ['(calls', /A \) is missing/],
    ['calls calls', /Not understood: calls/],
    ['calls % 2', /Not understood/],
    ['misspelt * 2', /Nothing is called misspelt/],
    ['SUM(calls)', /No such function here: SUM/],
  ])('%s', (expression, message) => {
    expect(() => evaluate(expression, { calls: 10 })).toThrow(message);
  });
});
