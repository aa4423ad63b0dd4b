import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checklist } from '../scripts/ops/production-check/checklist.ts';
import { judge, type Verdict } from '../scripts/ops/production-check/context/check.ts';
import { type Given, once, recordsFrom } from '../scripts/ops/production-check/context/check-context.ts';
import { fileTicket } from '../scripts/ops/production-check/context/check-ticket.ts';
import { createGiven } from '../scripts/ops/production-check/context/create-check-context.ts';
import { walkChecklist } from '../scripts/ops/production-check/run-checks.ts';
import { readLogFile, waitFor } from '../scripts/ops/production-check/sources/log-records.ts';
import type { Stack } from '../scripts/ops/production-check/sources/template.ts';
import { givenPeople, localPeople } from '../scripts/ops/production-check/sources/test-identities.ts';
import {
  type Alteration,
  type AlteringProxy,
  startAlteringProxy,
} from './check-production/altering-proxy.ts';
import { synthesize } from './infra/synthesize.ts';
import { type CheckoutCopy, copyCheckout } from './support/checkout-copy.ts';
import { freePort, type RunningServer, startServer } from './support/server.ts';

const template = JSON.stringify(synthesize({ stage: 'prod' }).toJSON());
const ran = { code: 0, output: '', command: 'not run: the tests of the check would run themselves' };
const patienceMs = 150;

let proxy: AlteringProxy;
let server: RunningServer;
let checkout: CheckoutCopy;
let bundledPackages: readonly string[];

beforeAll(async () => {
  proxy = await startAlteringProxy();
  proxy.target = await freePort();
  [server, checkout] = await Promise.all([
    startServer({
      PORT: String(proxy.target),
      PUBLIC_URL: proxy.origin,
      // Sooner used up than the real one.
      LIMIT_CALLER_PER_MINUTE: '40',
    }),
    copyCheckout(),
  ]);
  bundledPackages = await healthy().bundledPackages();
});
afterEach(() => {
  proxy.alteration = undefined;
});
afterAll(async () => {
  await server?.stop();
  await proxy?.[Symbol.asyncDispose]();
  await checkout?.[Symbol.asyncDispose]();
});

describe('a healthy server', () => {
  test('passes every item, each with evidence, and is left without an open ticket', async () => {
    const given = healthy();
    const verdicts = await walk(given);

    expect(failedIn(verdicts)).toEqual([]);
    expect(verdicts).toHaveLength(21);
    for (const { evidence } of verdicts) expect(evidence.length).toBeGreaterThan(0);
    const token = await given.people.token('worker');
    const { structured } = await given.site.callTool(token, 'list_tickets', {});
    expect(structured).toMatchObject({ tickets: [{ status: 'closed' }] });
  });
});

/** One way for an item to be broken, and nothing else. */
interface Break {
  readonly item: string;
  readonly when: string;
  readonly server?: () => Alteration;
  readonly given?: (given: Given) => Partial<Given>;
  readonly file?: readonly [name: string, edit: (text: string) => string];
}

const breaks: readonly Break[] = [
  {
    item: 'security-1',
    when: 'a 401 does not say where to sign in',
    server: () => ({
      after(answered) {
        if (answered.status === 401) delete answered.headers['www-authenticate'];
      },
    }),
  },
  {
    item: 'security-1',
    when: 'an expired token is served',
    given: ({ people }) => ({
      people: { token: (role) => people.token(role === 'expired' ? 'worker' : role) },
    }),
  },
  {
    item: 'security-2',
    when: "somebody else's ticket is told apart from a missing one",
    server: () => ({
      after(answered, { body }) {
        if (!body.includes('999999999'))
          answered.body = answered.body.replace('There is no', 'You may not see');
      },
    }),
  },
  {
    item: 'security-2',
    when: 'a missing scope is no 403',
    server: () => ({
      after(answered, { headers }) {
        if (headers['mcp-name'] === 'create_ticket') answered.status = 200;
      },
    }),
  },
  {
    item: 'security-3',
    when: 'a refusal names no time to wait',
    server: () => ({
      after(answered) {
        if (answered.status === 429) delete answered.headers['retry-after'];
      },
    }),
  },
  {
    item: 'security-4',
    when: 'a foreign page is let in',
    server: () => ({
      before({ headers }) {
        delete headers.origin;
      },
    }),
  },
  {
    item: 'security-5',
    when: 'an error shows its stack',
    server: () => ({
      after(answered, { body }) {
        if (body.includes('constructor')) answered.body += '    at callTool (file:///var/task/index.js:1:77)';
      },
    }),
  },
  {
    item: 'security-5',
    when: 'a key lies in the repository',
    file: ['README.md', (text) => `${text}\n${['AKIA', 'QWERTYUIOPASDFGH'].join('')}\n`],
  },
  {
    item: 'security-5',
    when: 'the template holds the value of a secret',
    given: stackWith((stack) => {
      for (const { Properties } of Object.values(stack.Resources)) {
        const { Variables } = (Properties?.Environment ?? {}) as { Variables?: Record<string, unknown> };
        if (Variables && 'TABLE_NAME' in Variables) Variables.SIGNING_SECRETS = 'written-down-by-somebody';
      }
    }),
  },
  {
    item: 'reliability-1',
    when: 'each request is taken for a new one',
    server: () => {
      let number = 0;
      return {
        before(asked) {
          asked.body = asked.body.replace(
            /"idempotency_key":"[^"]+"/,
            () => `"idempotency_key":"${number++}"`,
          );
        },
      };
    },
  },
  {
    item: 'reliability-2',
    when: 'a refusal takes its time',
    server: () => ({
      async before({ method, path }) {
        if (method === 'GET' && path === '/mcp') await new Promise((resolve) => setTimeout(resolve, 1_050));
      },
    }),
  },
  {
    item: 'reliability-2',
    when: 'the gateway gives up before the function',
    given: stackWith((stack) => {
      for (const { Type, Properties } of Object.values(stack.Resources)) {
        if (Type === 'AWS::Lambda::Function') Properties.Timeout = 60;
      }
    }),
  },
  {
    item: 'reliability-3',
    when: 'the table cannot be asked',
    server: () => ({
      after(answered, { path }) {
        if (path === '/health?deep=1') answered.status = 503;
      },
    }),
  },
  {
    item: 'observability-1',
    when: 'a refused call is not on record',
    given: ({ auditRecords }) => ({
      auditRecords: async (wanted) =>
        (await auditRecords(wanted)).filter(({ outcome }) => outcome !== 'denied'),
    }),
  },
  {
    item: 'observability-2',
    when: 'a call leaves no metrics',
    given: ({ observe }) => ({ observe: async () => ({ ...(await observe()), lines: async () => [] }) }),
  },
  {
    item: 'observability-2',
    when: 'the metrics have another name than the dashboard',
    given: ({ observe }) => ({
      async observe() {
        const observed = await observe();
        return {
          ...observed,
          lines: async (start, wanted) =>
            JSON.parse(
              JSON.stringify(await observed.lines(start, wanted)).replaceAll('"Latency"', '"Duration"'),
            ),
        };
      },
    }),
  },
  {
    item: 'observability-3',
    when: 'an alarm watches a metric that no code emits',
    given: alarmWith((alarm) => {
      alarm.Namespace = 'OpsAssistant';
      alarm.MetricName = 'Cails';
    }),
  },
  {
    item: 'observability-3',
    when: 'an alarm does not say what to do',
    given: alarmWith((alarm) => {
      alarm.AlarmDescription = 'Something is wrong. What to do: docs/operating.md#ask-somebody';
    }),
  },
  {
    item: 'observability-3',
    when: 'an alarm tells nobody',
    given: stackWith((stack) => {
      const [, alarm] = alarmsIn(stack).find(([id]) => id.startsWith('NoticesUndelivered'))!;
      alarm.Properties.AlarmActions = [];
    }),
  },
  {
    item: 'deployment-1',
    when: 'the stack cannot be synthesised',
    given: ({ synthesis }) => ({
      synthesis: async () => ({ ...(await synthesis()), code: 1, output: 'Error: -c stage: expected dev' }),
    }),
  },
  {
    item: 'deployment-1',
    when: 'a function may read the whole table',
    given: stackWith((stack) => {
      for (const { Type, Properties } of Object.values(stack.Resources)) {
        if (Type !== 'AWS::IAM::Policy') continue;
        const text = JSON.stringify(Properties).replaceAll('dynamodb:Query', 'dynamodb:Scan');
        Object.assign(Properties, JSON.parse(text));
      }
    }),
  },
  {
    item: 'deployment-1',
    when: 'another version runs than the one that is checked',
    server: () => ({
      after(answered, { path }) {
        if (path === '/health')
          answered.body = answered.body.replace(/"version":"[^"]+"/, '"version":"0.0.9"');
      },
    }),
  },
  {
    item: 'deployment-2',
    when: 'nothing takes a bad version back',
    given: stackWith((stack) => {
      for (const { Type, Properties } of Object.values(stack.Resources)) {
        if (Type === 'AWS::CodeDeploy::DeploymentGroup')
          Properties.AutoRollbackConfiguration = { Enabled: false };
      }
    }),
  },
  {
    item: 'deployment-3',
    when: 'the table can be deleted by mistake',
    given: stackWith((stack) => {
      for (const { Type, Properties } of Object.values(stack.Resources)) {
        if (Type !== 'AWS::DynamoDB::GlobalTable') continue;
        for (const replica of Properties.Replicas as Record<string, unknown>[]) {
          replica.DeletionProtectionEnabled = false;
        }
      }
    }),
  },
  {
    item: 'testing-1',
    when: 'a test fails',
    given: ({ testReport }) => ({
      testReport: async (part) => ({
        ...(await testReport(part)),
        ...(part === 'rules' && { code: 1, files: [{ name: 'test/a.test.ts', passed: 7, failed: 1 }] }),
      }),
    }),
  },
  {
    item: 'testing-1',
    when: 'a type is wrong',
    given: () => ({ typesAndLint: async () => ({ ...ran, code: 2, output: 'error TS2322' }) }),
  },
  {
    item: 'testing-2',
    when: 'the conformance suite was not run',
    given: ({ testReport }) => ({
      testReport: async (part) => ({
        ...(await testReport(part)),
        ...(part === 'protocol' && { expected: ['test/a.test.ts', 'test/protocol/conformance.test.ts'] }),
      }),
    }),
  },
  {
    item: 'testing-3',
    when: 'answers go wrong under load',
    server: () => {
      let lists = 0;
      return {
        after(answered, { body }) {
          if (body.includes('"tools/list"')) lists += 1;
          if (lists > 30) answered.status = 500;
        },
      };
    },
  },
  {
    item: 'documentation-1',
    when: 'the README names a script that is not there',
    file: ['README.md', (text) => text.replace('npm ci && npm start', 'npm ci && npm run begin')],
  },
  {
    item: 'documentation-1',
    when: 'a command to deploy has an option that the app does not know',
    file: ['docs/deploying.md', (text) => text.replace('-c stage=', '-c stag=')],
  },
  {
    item: 'documentation-2',
    when: 'a page links to a section that is not there',
    file: ['docs/deploying.md', (text) => `${text}\n[More](security.md#no-such-section)\n`],
  },
  {
    item: 'documentation-2',
    when: 'a page links to a page that is not there',
    file: ['docs/deploying.md', (text) => `${text}\n[More](no-such-page.md)\n`],
  },
  {
    item: 'compliance-1',
    when: 'records can be deleted before their time',
    given: stackWith((stack) => {
      for (const { Type, Properties } of Object.values(stack.Resources)) {
        if (Type === 'AWS::S3::Bucket') delete Properties.ObjectLockConfiguration;
      }
    }),
  },
  {
    item: 'compliance-1',
    when: 'a record holds a phone number',
    given: ({ auditRecords }) => ({
      auditRecords: async (wanted) =>
        (await auditRecords(wanted)).map((record) => ({ ...record, note: '010-1234-5678' })),
    }),
  },
  {
    item: 'compliance-2',
    when: 'a deployed package has a licence that binds its user',
    file: [
      'package-lock.json',
      (text) => text.replace(/("node_modules\/@middy\/core": \{[^}]*"license": )"MIT"/, '$1"AGPL-3.0"'),
    ],
  },
];

const firstOfEach = breaks.filter(({ item }, at) => breaks.findIndex((each) => each.item === item) === at);
const further = breaks.filter((each) => !firstOfEach.includes(each));

describe('one item fails, and only that one', () => {
  test.each(firstOfEach)('$item when $when', async (broken) => {
    const verdicts = await withBreak(broken, walk);

    expect(failedIn(verdicts)).toEqual([broken.item]);
    const { evidence } = verdicts.find(({ id }) => id === broken.item)!;
    expect(evidence.some(({ holds, answer }) => !holds && answer !== '')).toBe(true);
  });

  test('there is such a test for every item', () => {
    expect(firstOfEach.map(({ item }) => item)).toEqual(checklist.map(({ id }) => id));
  });
});

describe('it fails also', () => {
  test.each(further)('$item when $when', async (broken) => {
    const item = checklist.find(({ id }) => id === broken.item)!;

    const { evidence } = await withBreak(broken, (given) => judge(item, given));

    expect(evidence.filter(({ holds }) => !holds)).not.toEqual([]);
  });
});

describe('an item that cannot be judged from here fails, and says what to give', () => {
  test.each([
    ['security-1', 'give "worker" in --tokens FILE'],
    ['observability-1', 'give --audit-file'],
    ['observability-2', 'give --log-file'],
  ])('%s', async (id, advice) => {
    const url = 'https://ops.example.com/mcp';
    const given = createGiven({ url, people: givenPeople({}), root: checkout.root, stage: 'prod' });
    const item = checklist.find((each) => each.id === id)!;
    // Nothing is sent there: what is missing is missed before.
    const site = { ...healthy().site, callTool: async () => ({}) as never };
    const people = id === 'security-1' ? given.people : healthy().people;

    const { passed, evidence } = await judge(item, { ...given, site, people });

    expect(passed).toBe(false);
    expect(evidence.at(-1)?.answer).toMatch(/^cannot be judged: /);
    expect(evidence.at(-1)?.answer).toContain(advice);
  });
});

async function withBreak<Result>(broken: Break, use: (given: Given) => Promise<Result>): Promise<Result> {
  proxy.alteration = broken.server?.();
  const undo = broken.file && (await checkout.change(...broken.file));
  const given = healthy();
  try {
    return await use({ ...given, ...broken.given?.(given) });
  } finally {
    await undo?.();
  }
}

/** The server as it is; what takes minutes has run well. */
function healthy(): Given {
  const url = `${proxy.origin}/mcp`;
  const given = createGiven({ url, people: localPeople(server.dataDir), root: checkout.root, stage: 'prod' });
  const stack = JSON.parse(template) as Stack;
  return {
    ...given,
    ticket: once(() => fileTicket(given.site, given.people)),
    auditRecords: recordsFrom(() => readLogFile(`${server.dataDir}/audit.jsonl`), patienceMs),
    observe: async () => ({
      site: given.site,
      token: await given.people.token('worker'),
      source: 'its output',
      lines: (start, wanted) => waitFor(async () => server.output(), start, wanted, patienceMs),
      [Symbol.asyncDispose]: async () => {},
    }),
    synthesis: async () => ({ ...ran, findings: [], template: stack }),
    stack: async () => stack,
    typesAndLint: async () => ran,
    testReport: async () => ({
      ...ran,
      files: [{ name: 'test/a.test.ts', passed: 7, failed: 0 }],
      expected: ['test/a.test.ts'],
    }),
    bundledPackages: bundledPackages ? async () => bundledPackages : given.bundledPackages,
  };
}

async function walk(given: Given): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of walkChecklist(given)) verdicts.push(verdict);
  return verdicts;
}

function failedIn(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ passed }) => !passed).map(({ id }) => id);
}

type Doctored = { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

function stackWith(change: (stack: Doctored) => void): () => Partial<Given> {
  return () => {
    const doctored = JSON.parse(template) as Doctored;
    change(doctored);
    return { stack: async () => doctored };
  };
}

function alarmsIn({ Resources }: Doctored) {
  return Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
}

function alarmWith(change: (alarm: Record<string, unknown>) => void): () => Partial<Given> {
  return stackWith((stack) => {
    const [, alarm] = alarmsIn(stack).find(([, { Properties }]) => Properties.MetricName)!;
    change(alarm.Properties);
  });
}
