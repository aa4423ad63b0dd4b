import { expect, test } from 'vitest';
import { stages } from '../../infra/config/stages.ts';
import { total } from '../../infra/cost/bill.ts';
import { run } from '../cli/run.ts';

test('own numbers replace what is assumed', async () => {
  const args = ['cost', '--calls', '10,000', '--tickets', '300', '--people', '40', '--stage', 'small'];
  const [text, json] = [await run(args), await run([...args, '--json'])];

  const expected = total(stages.small, 10_000, { tickets: 0.03, callsPerPerson: 250 });
  expect(JSON.parse(json.stdout)).toMatchObject({ stage: 'small', calls: 10_000, total_usd: expected });
  expect(text.stdout).toMatch(/^US dollars per month, small, 10,000 calls\n/);
  expect(text.stdout).toContain('Sign-in');
  expect(expected).toBeLessThan(total(stages.small, 10_000, { tickets: 1, callsPerPerson: 1 }));
});

test.each([
  [['--calls', 'ten'], '--calls takes a whole number from 1 on, not "ten".'],
  [['--calls', '0'], '--calls takes a whole number'],
  [['--calls', '10', '--tickets', '11'], '--tickets cannot be more than --calls.'],
  [['--tickets', '3'], '--tickets and --people need --calls.'],
  [['--json'], '--json needs --calls.'],
  [['--calls', '10', '--stage', 'constructor'], '--stage is one of dev, small, staging, prod'],
])('%j ends with 2', async (args, message) => {
  const { code, stdout, stderr } = await run(['cost', ...args]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
