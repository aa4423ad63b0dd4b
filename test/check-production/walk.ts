import { runChecklist, type Verdict } from '../../scripts/ops/production-check/checklist.ts';
import {
  type CheckContext,
  createContext,
} from '../../scripts/ops/production-check/context/check-context.ts';
import { localIdentities } from '../../scripts/ops/production-check/context/identities.ts';
import type { Template } from '../../scripts/ops/production-check/context/repository.ts';
import {
  createTargetServer,
  type TargetServer,
} from '../../scripts/ops/production-check/context/target-server.ts';
import { synthesize } from '../infra/synthesize.ts';
import type { CheckoutCopy } from '../support/checkout-copy.ts';
import { promptMs } from './breaks.ts';

/** Sooner over than the real deadline, and still long enough for a busy machine. */
export const quickDeadline = { REQUEST_DEADLINE_MS: '4000' };

interface Walked {
  readonly url: string;
  readonly dataDir: string;
  readonly checkout: CheckoutCopy;
  /** Whether what takes seconds is made anew, because it is what was broken. */
  readonly anew?: { readonly files: boolean; readonly deadline: boolean };
}

const testNames = ['test/unit.test.ts', 'test/protocol/clients.test.ts', 'test/security/tokens.test.ts'];

/** The server as it is; of what takes minutes (the whole suite, the template), the results of a good run. */
export function contextOf({ url, dataDir, checkout, anew }: Walked): CheckContext {
  const target = createTargetServer(url);
  const server: TargetServer = {
    ...target,
    readResource: (token, uri) =>
      uri === 'ops://deadline' && !anew?.deadline
        ? remember(url, () => target.readResource(token, uri))
        : target.readResource(token, uri),
  };
  const context = createContext({ server, identities: localIdentities(dataDir), root: checkout.root });
  return {
    ...context,
    ...(!anew?.files && {
      image: () => remember('image', context.image),
      startWith: (name, value) => remember(`${name}=${value}`, () => context.startWith(name, value)),
    }),
    promptMs,
    template: async () => JSON.parse(await remember('template', productionTemplate)) as Template,
    testReport: async () => ({
      source: 'a good run',
      startTime: 0,
      files: testNames.map((name) => ({ name, passed: 7, failed: 0 })),
      expected: testNames,
    }),
  };
}

async function productionTemplate(): Promise<string> {
  return JSON.stringify(synthesize({ stage: 'prod', alarmEmail: 'ops@example.com' }).toJSON());
}

const remembered = new Map<string, Promise<unknown>>();
function remember<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
  const value = remembered.get(key) ?? make();
  remembered.set(key, value);
  return value as Promise<Value>;
}

export async function walk(context: CheckContext): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of runChecklist(context)) verdicts.push(verdict);
  return verdicts;
}

export function problemsOf(verdicts: readonly Verdict[]) {
  return verdicts
    .filter(({ passed }) => !passed)
    .map(({ number, evidence }) => ({ number, evidence: evidence.filter(({ holds }) => !holds) }));
}
