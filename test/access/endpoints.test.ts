import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { belongsTo, toolsets } from '../../lambda/access/toolsets.ts';
import { registry } from '../../lambda/registry.ts';
import { tokenAudience } from '../../scripts/local/settings.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { clientVersions, connect, post } from '../support/clients.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

let app: TestApp;
let door: FrontDoor;
beforeAll(async () => {
  app = await startApp(withoutLimits);
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const ask = async (path: string, modern: boolean, method: string, params = {}, audience = tokenAudience) =>
  post(door.origin + path, method, params, { token: await app.token({ audience }), modern });

const toolsAt = async (path: string, modern: boolean) => {
  const { body } = await ask(path, modern, 'tools/list');
  return body.result.tools.map(({ name }: { name: string }) => name);
};

const readOnlyTools = registry.tools
  .filter(({ annotations }) => annotations.readOnlyHint)
  .map(({ name }) => name);
const ticketTools = ['create_ticket', 'get_ticket', 'list_tickets', 'update_ticket_status'];

test('every tool, resource and prompt is in a toolset', () => {
  const names = Object.keys(toolsets);
  const isIn = (kind: 'tools' | 'templates' | 'resources' | 'prompts', name: string) =>
    names.some((toolset) => belongsTo(toolset, kind, name));

  expect(registry.tools.filter(({ name }) => !isIn('tools', name))).toEqual([]);
  expect(registry.prompts.filter(({ name }) => !isIn('prompts', name))).toEqual([]);
  expect(
    registry.resources.filter(({ uri }) => !isIn(uri.includes('{') ? 'templates' : 'resources', uri)),
  ).toEqual([]);
});

describe.each([true, false])('with modern requests: %s', (modern) => {
  test('a URL narrows what is listed', async () => {
    expect(await toolsAt('/mcp/x/tickets', modern)).toEqual(ticketTools);
    expect(await toolsAt('/mcp/readonly', modern)).toEqual(readOnlyTools);
    expect(await toolsAt('/mcp/readonly/', modern)).toEqual(readOnlyTools);
    expect(await toolsAt('/mcp/x/tickets/readonly', modern)).toEqual(['get_ticket', 'list_tickets']);
    expect(await toolsAt('/mcp', modern)).toHaveLength(registry.tools.length);
    const prompts = (await ask('/mcp/x/policies', modern, 'prompts/list')).body.result.prompts;
    expect(prompts.map(({ name }: { name: string }) => name)).toEqual(['policy_answer', 'summarize_policy']);
    const resources = (await ask('/mcp/x/inventory', modern, 'resources/list')).body.result.resources;
    expect(resources.map(({ uri }: { uri: string }) => uri)).toEqual([
      'inventory://status',
      'ops://status',
      'ui://ops-assistant/stock-chart',
    ]);
  });

  test.each([
    ['/mcp/x/tickets', 'search_policy', 'toolset:tickets'],
    ['/mcp/readonly', 'create_ticket', 'read-only'],
    ['/mcp/x/tickets/readonly', 'update_ticket_status', 'read-only'],
  ])('what %s leaves out cannot be called there: %s', async (path, name, rule) => {
    const { status, body } = await ask(path, modern, 'tools/call', { name, arguments: { query: 'vpn' } });

    expect(status).toBe(200);
    expect(JSON.parse(body.result.content[0].text).error.code).toBe('PERMISSION_DENIED');
    expect(app.auditRecords().at(-1)).toMatchObject({ outcome: 'denied', access_rule: rule, target: name });
  });

  test('nor read or asked for there', async () => {
    const read = await ask('/mcp/x/tickets', modern, 'resources/read', { uri: 'policy://vpn' });
    const get = await ask('/mcp/x/tickets', modern, 'prompts/get', {
      name: 'summarize_policy',
      arguments: { doc_id: 'vpn' },
    });
    const status = await ask('/mcp/x/tickets', modern, 'resources/read', { uri: 'ops://status' });

    expect([read.status, get.status, status.status]).toEqual([403, 403, 200]);
  });

  test('a token for a part opens that part and what is below it, and nothing else', async () => {
    const statuses = async (audience: string) => {
      const paths = ['/mcp', '/mcp/readonly', '/mcp/x/tickets', '/mcp/x/tickets/readonly', '/mcp/x/policies'];
      const answers = await Promise.all(paths.map((path) => ask(path, modern, 'tools/list', {}, audience)));
      return answers.map(({ status }) => status);
    };

    expect(await statuses(tokenAudience)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(`${tokenAudience}/readonly`)).toEqual([401, 200, 401, 200, 401]);
    expect(await statuses(`${tokenAudience}/x/tickets`)).toEqual([401, 401, 200, 200, 401]);
    expect(await statuses(`${tokenAudience}/x/tickets/readonly`)).toEqual([401, 401, 401, 200, 401]);
    for (const other of [
      `${tokenAudience}x/tickets`,
      `${tokenAudience}/y`,
      `${tokenAudience}/x/tickets/../policies`,
    ])
      expect(await statuses(other)).toEqual([401, 401, 401, 401, 401]);
  });

  test.each(['/mcp/x/nothing', '/mcp/x/constructor', '/mcp/x/create'])(
    'there is nothing at %s',
    async (path) => {
      const { status, body } = await ask(path, modern, 'tools/list');

      expect(status).toBe(404);
      expect(body.error?.message).toMatch(/There is no toolset .* There are: inventory, policies, tickets/);
    },
  );

  test.each(['/mcp/x', '/mcp/x/', '/mcp/x/Tickets', '/mcp/READONLY', '/mcp/x/tickets/write', '/mcp/x/a%2Fb'])(
    '%s is no address of the server',
    async (path) => {
      expect((await ask(path, modern, 'tools/list')).status).toBe(404);
    },
  );
});

test.each(clientVersions)('the client %s works at an address of a part', async (version) => {
  const client = await connect(version, `${door.origin}/mcp/x/policies/readonly`, await app.token());

  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search_policy', 'get_policy']);
  await client.close();
});

test.each([
  ['', ['read', 'write']],
  ['/readonly', ['read']],
  ['/x/tickets', ['read', 'write']],
  ['/x/tickets/readonly', ['read']],
])('the resource metadata of /mcp%s names it', async (below, scopes) => {
  const response = await fetch(`${door.origin}/.well-known/oauth-protected-resource/mcp${below}`);

  expect(await response.json()).toMatchObject({
    resource: `${app.services.config.mcpUrl}${below}`,
    scopes_supported: scopes,
  });
});

describe('a read-only server', () => {
  let readOnly: TestApp;
  let entrance: FrontDoor;
  beforeAll(async () => {
    readOnly = await startApp({ ...withoutLimits, READ_ONLY: 'true' });
    entrance = await serveFrontDoor(readOnly);
  });
  afterAll(async () => {
    await entrance[Symbol.asyncDispose]();
    await readOnly[Symbol.asyncDispose]();
  });

  test.each(clientVersions)('lists no tool that writes, and runs none: %s', async (version) => {
    const client = await connect(version, `${entrance.origin}/mcp`, await readOnly.token());
    const refused = await client.callTool({
      name: 'create_ticket',
      arguments: { title: 'A broken chair', body: 'It has three legs only.', confirm: true },
    });

    expect(readOnly.auditRecords().at(-1)).toMatchObject({ access_rule: 'read-only' });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(readOnlyTools);
    expect(JSON.stringify(refused)).toContain('create_ticket changes data, and this server is read-only.');
    await client.close();
  });

  test('its sign-in asks for no right to write', async () => {
    const response = await fetch(`${entrance.origin}/.well-known/oauth-protected-resource/mcp`);
    const unauthorized = await post(`${entrance.origin}/mcp`, 'tools/list');

    expect(await response.json()).toMatchObject({ scopes_supported: ['read'] });
    expect(unauthorized.headers.get('www-authenticate')).toContain('scope="read"');
  });
});
