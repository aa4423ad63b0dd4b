import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

const policy = {
  rules: [
    { id: 'finance-only', effect: 'allow', groups: ['finance'], tools: ['usage_*'] },
    { id: 'no-tickets', effect: 'deny', groups: ['contractors'], tools: ['create_ticket', 'list_tickets'] },
    { id: 'bot-reads', effect: 'deny', clients: ['bot'], tools: ['update_*', 'create_*', 'import_*'] },
    {
      id: 'mallory',
      effect: 'deny',
      subjects: ['mallory'],
      tools: ['*'],
      prompts: ['*'],
      resources: ['policy://*'],
    },
    { id: 'vpn-secret', effect: 'deny', groups: ['contractors'], resources: ['policy://VPN'] },
    { id: 'both', effect: 'deny', groups: ['contractors'], clients: ['bot'], prompts: ['triage_ticket'] },
  ],
};

let app: TestApp;
let door: FrontDoor;
beforeAll(async () => {
  app = await startApp({ ...withoutLimits, ACCESS_POLICY: JSON.stringify(policy) });
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

interface Who {
  readonly subject?: string;
  readonly groups?: readonly string[];
  readonly clientId?: string;
}

const ask = async (who: Who, modern: boolean, method: string, params: Record<string, unknown> = {}) =>
  post(`${door.origin}/mcp`, method, params, { token: await app.token(who), modern });

const namesIn = async (who: Who, modern: boolean, method: string) => {
  const { body } = await ask(who, modern, method);
  const [entries] = Object.values(body.result).filter(Array.isArray) as { name: string }[][];
  return entries!.map(({ name }) => name);
};

const contractor = { groups: ['contractors'] };
const lastRecord = () => app.auditRecords().at(-1)!;

describe.each([true, false])('with modern requests: %s', (modern) => {
  test('a denied tool is neither listed nor callable, and all other callers keep it', async () => {
    const denied = await namesIn(contractor, modern, 'tools/list');
    const others = await namesIn({ groups: ['staff'] }, modern, 'tools/list');

    expect(others).toEqual(expect.arrayContaining(['create_ticket', 'list_tickets', 'get_ticket']));
    expect(others.filter((name) => !denied.includes(name))).toEqual(['create_ticket', 'list_tickets']);

    const { status, body } = await ask(contractor, modern, 'tools/call', {
      name: 'create_ticket',
      arguments: { title: 'A broken chair', body: 'It has three legs only.', confirm: true },
    });
    expect(status).toBe(200);
    expect(JSON.parse(body.result.content[0].text).error).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('rule "no-tickets"'),
    });
    expect(lastRecord()).toMatchObject({
      outcome: 'denied',
      error_code: 'PERMISSION_DENIED',
      access_rule: 'no-tickets',
      target: 'create_ticket',
    });
  });

  test('what a rule allows to some is closed to all others, and recorded with the rule', async () => {
    const call = { name: 'usage_report', arguments: {} };

    expect(await namesIn({}, modern, 'tools/list')).not.toContain('usage_report');
    expect(await namesIn({ groups: ['finance'] }, modern, 'tools/list')).toContain('usage_report');
    await ask({}, modern, 'tools/call', call);
    expect(lastRecord()).toMatchObject({ outcome: 'denied', access_rule: 'finance-only' });
    await ask({ groups: ['finance'] }, modern, 'tools/call', call);
    expect(lastRecord().access_rule).toBe('finance-only');
    expect(lastRecord().outcome).not.toBe('denied');
  });

  test('a denial wins over what another rule allows', async () => {
    const both = { subject: 'mallory', groups: ['finance'] };

    expect(await namesIn(both, modern, 'tools/list')).toEqual([]);
    expect(await namesIn(both, modern, 'prompts/list')).toEqual([]);
  });

  test('a client can be refused what a person may do elsewhere', async () => {
    const names = await namesIn({ clientId: 'bot' }, modern, 'tools/list');

    expect(names).not.toContain('update_ticket_status');
    expect(names).toContain('get_ticket');
  });

  test('a rule that lists two kinds of names applies to callers that fit both', async () => {
    expect(await namesIn(contractor, modern, 'prompts/list')).toContain('triage_ticket');
    expect(await namesIn({ ...contractor, clientId: 'bot' }, modern, 'prompts/list')).not.toContain(
      'triage_ticket',
    );
  });

  test.each(['policy://vpn', 'policy://VPN', 'POLICY://vp%6E', 'policy://vpn/v/1'])(
    'a resource is refused however its URI is spelled: %s',
    async (uri) => {
      const { status, body } = await ask(contractor, modern, 'resources/read', { uri });

      expect(status).toBe(403);
      expect(body.error).toMatchObject({ code: 403, data: { rule: 'vpn-secret' } });
      expect(lastRecord()).toMatchObject({ outcome: 'denied', access_rule: 'vpn-secret', status: 403 });
      expect((await ask({}, modern, 'resources/read', { uri })).body.result).toBeDefined();
    },
  );

  test('a prompt brings no document along that its reader may not see', async () => {
    const get = (doc_id: string) =>
      ask(contractor, modern, 'prompts/get', { name: 'summarize_policy', arguments: { doc_id } });

    expect((await get('vpn')).status).toBe(403);
    expect((await get('v\u200bpn')).body.result).toBeUndefined();
    expect((await get(' VPN ')).body.result).toBeUndefined();
    expect((await get('security')).status).toBe(200);
  });

  test('completion offers what may be read, and nothing for a refused prompt', async () => {
    const complete = (who: Who) =>
      ask(who, modern, 'completion/complete', {
        ref: { type: 'ref/prompt', name: 'summarize_policy' },
        argument: { name: 'doc_id', value: 'v' },
      });

    expect((await complete({})).body.result.completion.values).toContain('vpn');
    expect((await complete(contractor)).body.result.completion.values).not.toContain('vpn');
    expect((await complete({ subject: 'mallory' })).status).toBe(403);
  });

  test('templates of refused resources are not listed', async () => {
    expect(await namesIn(contractor, modern, 'resources/templates/list')).toContain('policy');
    const names = await namesIn({ subject: 'mallory' }, modern, 'resources/templates/list');
    expect(names).not.toContain('policy');
    expect(names).toContain('ticket');
  });
});

test('one tool shows nothing of another that its caller may not use', async () => {
  const { body } = await ask(contractor, true, 'tools/call', {
    name: 'incident_report',
    arguments: { issue: 'The VPN is down', affected_system: 'VPN' },
  });

  const { sources, tickets, policies } = body.result.structuredContent;
  expect(tickets).toEqual([]);
  expect(policies.length).toBeGreaterThan(0);
  expect(sources).toContainEqual({
    name: 'tickets',
    status: 'unavailable',
    reason: expect.stringContaining('rule "no-tickets"'),
  });
});

test('instructions name only tools that the caller may use, and are cached for no other caller', async () => {
  const discover = async (who: Who) => (await ask(who, true, 'server/discover')).body.result;

  expect(await discover({})).toMatchObject({
    cacheScope: 'private',
    instructions: expect.stringMatching(/lookup_inventory.*preview/),
  });
  expect((await discover(contractor)).instructions).not.toMatch(/preview|data: [^.]*tickets/);
  expect((await discover({ subject: 'mallory' })).instructions).not.toMatch(/lookup_inventory|search_policy/);
});
