import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  checklist,
  judge,
  runChecklist,
  type Verdict,
} from '../../scripts/ops/production-check/checklist.ts';
import {
  type CheckContext,
  createContext,
} from '../../scripts/ops/production-check/context/check-context.ts';
import { givenIdentities, localIdentities } from '../../scripts/ops/production-check/context/identities.ts';
import type { Template } from '../../scripts/ops/production-check/context/repository.ts';
import {
  createTargetServer,
  type TargetServer,
} from '../../scripts/ops/production-check/context/target-server.ts';
import { synthesize } from '../infra/synthesize.ts';
import { withoutLimits } from '../support/app.ts';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy.ts';
import { freePort, type RunningServer, startServer } from '../support/server.ts';
import { type AlteringProxy, startAlteringProxy } from './altering-proxy.ts';
import { type Break, breaks, promptMs } from './breaks.ts';

const template = JSON.stringify(synthesize({ stage: 'prod', alarmEmail: 'ops@example.com' }).toJSON());

// Each test walks the whole list.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Sooner over than the real one, and still long enough for a busy machine. */
const quick = { REQUEST_DEADLINE_MS: '4000' };

let proxy: AlteringProxy;
let servers: RunningServer[];
let checkout: CheckoutCopy;

beforeAll(async () => {
  proxy = await startAlteringProxy();
  proxy.target = await freePort();
  [servers, checkout] = await Promise.all([
    Promise.all([
      startServer({ PORT: `${proxy.target}`, PUBLIC_URL: proxy.origin, ...quick }),
      startServer({ ...withoutLimits, ...quick }),
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

test('a healthy server passes every item, each with evidence, and is left without an open ticket', async () => {
  const context = healthy();
  const verdicts = await run(context);

  expect(problemsOf(verdicts)).toEqual([]);
  expect(verdicts).toHaveLength(21);
  const token = await context.identities.token('worker');
  const { structured } = await context.server.callTool(token, 'list_tickets');
  expect(structured).toMatchObject({ tickets: [{ status: 'closed' }] });
});

test('every item is broken in at least two ways', () => {
  const ways = checklist.map(({ number }) => [number, breaks.filter(({ item }) => item === number).length]);

  expect(ways.filter(([, count]) => Number(count) < 2)).toEqual([]);
});

describe('one item fails, and only that one', () => {
  test.each(breaks)('$item when $when', async (broken) => {
    const verdicts = await withBreak(broken, run);

    expect(problemsOf(verdicts).map(({ number }) => number)).toEqual([broken.item]);
  });
});

test.each([
  ['2-2', 'a server with every limit at 100,000', 1],
  ['2-3', 'a server with a deadline of ten minutes', 2],
] as const)('%s fails, and only that one, for %s', async (number, _, index) => {
  const { url, dataDir } = servers[index]!;

  const verdicts = await run(contextOf(url, dataDir));

  expect(problemsOf(verdicts).map((each) => each.number)).toEqual([number]);
});

test('an item that cannot be judged fails, and says what to give', async () => {
  const context = { ...healthy(), identities: givenIdentities({}) };

  for (const item of checklist.filter(({ number }) => ['1-1', '7-1'].includes(number))) {
    const { passed, evidence } = await judge(item, context);

    expect(passed).toBe(false);
    expect(evidence.at(-1)?.answer).toMatch(/^cannot be judged: needs a token of .* in --tokens FILE$/);
  }
});

async function withBreak(
  broken: Break,
  use: (context: CheckContext) => Promise<Verdict[]>,
): Promise<Verdict[]> {
  proxy.alteration = broken.server?.();
  const undo = broken.file && (await checkout.change(...broken.file));
  const context = healthy(broken);
  try {
    return await use({ ...context, ...broken.context?.(context) });
  } finally {
    await undo?.();
  }
}

function healthy(broken?: Break): CheckContext {
  return contextOf(`${proxy.origin}/mcp`, servers[0]!.dataDir, broken);
}

/** The server as it is; of what takes minutes, the results of a good run. */
function contextOf(url: string, dataDir: string, broken?: Break): CheckContext {
  const names = ['test/unit.test.ts', 'test/protocol/clients.test.ts', 'test/security/tokens.test.ts'];
  const target = createTargetServer(url);
  const server: TargetServer = {
    ...target,
    readResource: (token, uri) =>
      uri === 'ops://deadline' && broken?.item !== '2-3'
        ? remember(url, () => target.readResource(token, uri))
        : target.readResource(token, uri),
  };
  const context = createContext({ server, identities: localIdentities(dataDir), root: checkout.root });
  return {
    ...context,
    ...(!broken?.file && {
      image: () => remember('image', context.image),
      startWith: (name, value) => remember(`${name}=${value}`, () => context.startWith(name, value)),
    }),
    promptMs,
    template: async () => JSON.parse(template) as Template,
    testReport: async () => ({
      source: 'a good run',
      files: names.map((name) => ({ name, passed: 7, failed: 0 })),
      expected: names,
    }),
  };
}

/** What takes seconds and is the same whatever else is broken. */
const remembered = new Map<string, Promise<unknown>>();
function remember<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
  const value = remembered.get(key) ?? make();
  remembered.set(key, value);
  return value as Promise<Value>;
}

async function run(context: CheckContext): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of runChecklist(context)) verdicts.push(verdict);
  return verdicts;
}

function problemsOf(verdicts: readonly Verdict[]) {
  return verdicts
    .filter(({ passed }) => !passed)
    .map(({ number, evidence }) => ({ number, evidence: evidence.filter(({ holds }) => !holds) }));
}
