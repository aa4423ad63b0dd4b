import { expect, test } from 'vitest';
import { checklist, judge } from '../../scripts/ops/production-check/checklist.ts';
import { identitiesFromTokens } from '../../scripts/ops/production-check/context/identities.ts';
import { copyCheckout } from '../support/checkout-copy.ts';
import { startServer } from '../support/server.ts';
import { breaks } from './breaks.ts';
import { contextOf, problemsOf, quickDeadline, walk } from './walk.ts';

test('a healthy server passes every item, each with evidence, and is left without an open ticket', async () => {
  await using checkout = await copyCheckout();
  const started = await startServer(quickDeadline);
  try {
    const context = contextOf({ ...started, checkout });
    const verdicts = await walk(context);

    expect(problemsOf(verdicts)).toEqual([]);
    expect(verdicts).toHaveLength(21);
    for (const { evidence } of verdicts) expect(evidence.length).toBeGreaterThan(0);
    const token = await context.identities.token('worker');
    const { structured } = await context.server.callTool(token, 'list_tickets');
    expect(structured).toMatchObject({ tickets: [{ status: 'closed' }] });

    // What cannot be judged fails, and says what to give.
    const unknown = { ...context, identities: identitiesFromTokens({}) };
    for (const item of checklist.filter(({ number }) => ['1-1', '7-1'].includes(number))) {
      const { passed, evidence } = await judge(item, unknown);
      expect(passed).toBe(false);
      expect(evidence.at(-1)?.answer).toMatch(/^cannot be judged: needs a token of .* in --tokens FILE$/);
    }
  } finally {
    await started.stop();
  }
});

test('every item is broken in at least two ways: npm run test:long', () => {
  const ways = checklist.map(({ number }) => [number, breaks.filter(({ item }) => item === number).length]);

  expect(ways.filter(([, count]) => Number(count) < 2)).toEqual([]);
});
