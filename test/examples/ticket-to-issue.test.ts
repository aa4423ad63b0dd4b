import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { handler } from '../../examples/ticket-to-issue/function.ts';
import { TicketToIssue } from '../../examples/ticket-to-issue/stack.ts';
import { matches } from '../infra/event-pattern.ts';
import { startApp, withoutLimits } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';

interface Issue {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** GitHub's API for issues, and Secrets Manager's for the token. */
let issues: Issue[] = [];
let status = 200;
const api = createServer(async (request, response) => {
  const url = new URL(request.url!, 'http://api');
  const answer = (code: number, body: object) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.headers['x-amz-target']) return answer(200, { SecretString: 'a-token' });
  if (request.headers.authorization !== 'Bearer a-token') return answer(401, {});
  if (status !== 200) return answer(status, {});
  const shown = (number: number) => ({ html_url: `https://github.com/acme/it/issues/${number}` });
  if (url.pathname !== '/repos/acme/it/issues') return answer(404, {});
  if (request.method === 'GET') {
    const found = issues.findIndex(({ labels }) => labels.includes(url.searchParams.get('labels')!));
    return answer(200, found < 0 ? [] : [shown(found + 1)]);
  }
  issues.push((await json(request)) as Issue);
  return answer(201, shown(issues.length));
});
let origin: string;
beforeAll(async () => {
  await once(api.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
beforeEach(() => {
  issues = [];
  status = 200;
});
afterAll(() => void api.close());

const detail = {
  ticket_id: 'TKT-042',
  version: 1,
  by: 'alice',
  assigned_to: 'minji',
  priority: 'high',
  resource_uri: 'ticket://TKT-042',
  title: 'Payroll of Kim is wrong',
  text: 'TKT-042 (high) was created and assigned to minji. Payroll of Kim is wrong ticket://TKT-042',
};

test('in AWS a repeated event opens no second issue, and the issue has nothing that a person wrote', async () => {
  for (const [name, value] of Object.entries({
    GITHUB_API: origin,
    GITHUB_REPOSITORY: 'acme/it',
    TOKEN_SECRET: 'ops/github',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: origin,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }))
    vi.stubEnv(name, value);

  const urls = [await handler({ detail }), await handler({ detail })];

  expect(urls).toEqual(Array(2).fill('https://github.com/acme/it/issues/1'));
  expect(issues).toHaveLength(1);
  expect(issues[0]!.title).toBe('TKT-042 (high)');
  expect(JSON.stringify(issues)).not.toMatch(/Payroll|Kim|alice|minji/);
  status = 503;
  await expect(handler({ detail })).rejects.toThrow('GitHub answered GET issues with 503');
  await expect(handler({ detail: { ...detail, ticket_id: 'x/../y' } })).rejects.toThrow();
  vi.unstubAllEnvs();
});

test('the stack has a rule for urgent tickets, one function at a time, and the right to one secret', {
  timeout: 120_000,
}, () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, builtinCloudFormationValidation: false });
  const props = { busName: 'ops-assistant-prod', repository: 'acme/it', tokenSecret: 'ops/github' };
  const template = Template.fromStack(new TicketToIssue(app, 'example', props));

  const [rule] = Object.values(template.findResources('AWS::Events::Rule'));
  const { EventPattern, Targets } = rule!.Properties;
  const event = { source: 'ops-assistant', 'detail-type': 'Ticket created', detail };
  expect(matches(EventPattern, event)).toBe(true);
  expect(matches(EventPattern, { ...event, detail: { ...detail, priority: 'low' } })).toBe(false);
  expect(matches(EventPattern, { ...event, 'detail-type': 'Ticket moved' })).toBe(false);
  expect(Targets[0]).toHaveProperty('DeadLetterConfig');
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 1 });
  const actions = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string[] }) => Action),
  );
  expect(actions).toEqual(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']);
});

test('on a laptop a ticket that is filed through MCP opens one issue, and a failure is tried again', async () => {
  const receiver = await startReceiver();
  await using app = await startApp({ ...withoutLimits, NOTICE_WEBHOOK: receiver.url, NOTICE_TITLES: 'true' });
  const file = async (title: string, priority: string) => {
    const args = {
      title,
      body: 'The salary list is visible.',
      priority,
      assigned_to: 'minji',
      confirm: true,
    };
    await sendToolCall(app, await app.token(), 'create_ticket', args);
  };

  await file('Payroll is visible to all', 'critical');
  await file('A chair squeaks somewhere', 'low');
  await file('Payroll is visible to all again', 'high');
  await vi.waitUntil(() => issues.length === 2);
  for (const _ of 'ab') {
    const body = JSON.stringify({ type: 'Ticket created', detail: { ...detail, ticket_id: 'TKT-900' } });
    expect((await fetch(receiver.url, { method: 'POST', body })).status).toBe(204);
  }

  expect(issues.map(({ title }) => title)).toEqual([
    expect.stringMatching(/^TKT-\d+ \(critical\)$/),
    expect.stringMatching(/^TKT-\d+ \(high\)$/),
    'TKT-900 (high)',
  ]);
  expect(JSON.stringify(issues)).not.toMatch(/Payroll|salary|alice|minji/);
  status = 500;
  expect(
    (await fetch(receiver.url, { method: 'POST', body: JSON.stringify({ type: 'Ticket created', detail }) }))
      .status,
  ).toBe(502);
  receiver.process.kill();
});

async function startReceiver(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../examples/ticket-to-issue/receiver.ts')],
    {
      env: {
        ...process.env,
        GITHUB_API: origin,
        GITHUB_REPOSITORY: 'acme/it',
        GITHUB_TOKEN: 'a-token',
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { url, process: child };
}
