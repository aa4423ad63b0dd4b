import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Verdict } from '../../scripts/ops/production-check/checklist.ts';
import { withoutLimits } from '../support/app.ts';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy.ts';
import { freePort, type RunningServer, startServer } from '../support/server.ts';
import { type AlteringProxy, startAlteringProxy } from './altering-proxy.ts';
import { type Break, breaks } from './breaks.ts';
import { contextOf, problemsOf, quickDeadline, walk } from './walk.ts';

// Each test walks the whole list.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let proxy: AlteringProxy;
let servers: RunningServer[];
let checkout: CheckoutCopy;

beforeAll(async () => {
  proxy = await startAlteringProxy();
  proxy.target = await freePort();
  [servers, checkout] = await Promise.all([
    Promise.all([
      startServer({ PORT: `${proxy.target}`, PUBLIC_URL: proxy.origin, ...quickDeadline }),
      startServer({ ...withoutLimits, ...quickDeadline }),
      startServer({ REQUEST_DEADLINE_MS: '600000' }),
    ]),
    copyCheckout(),
  ]);
});
afterEach(() => {
  proxy.alteration = undefined;
});
afterAll(async () => {
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  await proxy?.[Symbol.asyncDispose]();
  await checkout?.[Symbol.asyncDispose]();
});

describe('one item fails, and only that one', () => {
  test.each(breaks)('$item when $when', async (broken) => {
    const verdicts = await walkBroken(broken);

    expect(problemsOf(verdicts).map(({ number }) => number)).toEqual([broken.item]);
    expect(proxy.faults).toEqual([]);
  });
});

test.each([
  ['2-2', 'a server with every limit at 100,000', 1],
  ['2-3', 'a server with a deadline of ten minutes', 2],
] as const)('%s fails, and only that one, for %s', async (number, _, index) => {
  const { url, dataDir } = servers[index]!;

  const verdicts = await walk(contextOf({ url, dataDir, checkout }));

  expect(problemsOf(verdicts).map((each) => each.number)).toEqual([number]);
});

async function walkBroken(broken: Break): Promise<Verdict[]> {
  proxy.alteration = broken.server?.();
  const undo = broken.file && (await checkout.change(...broken.file));
  const anew = { files: broken.file !== undefined, deadline: broken.item === '2-3' };
  const context = contextOf({ url: `${proxy.origin}/mcp`, dataDir: servers[0]!.dataDir, checkout, anew });
  try {
    return await walk({ ...context, ...broken.context?.(context) });
  } finally {
    await undo?.();
  }
}
