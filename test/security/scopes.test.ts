import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccessControl } from '../../lambda/access/access-rights.ts';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { createAuthorization } from '../../lambda/pipeline/authorize.ts';
import { registry } from '../../lambda/registry.ts';
import { withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { rawRequest } from '../support/raw-http.ts';
import { type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
const tokens = new Map<string, string>();

/** Every set of scopes there can be in a token. */
const scopeSets = Array.from({ length: 2 ** allScopes.length }, (_, bits) =>
  allScopes.filter((_, at) => bits & (1 << at)).join(' '),
);

beforeAll(async () => {
  server = await startServer(withoutLimits);
  for (const scope of scopeSets) tokens.set(scope, await server.token({ scope }));
});
afterAll(() => server.stop());

const ask = (method: string, params: Record<string, unknown>, scope: string, modern: boolean) =>
  post(server.url, method, params, { token: tokens.get(scope)!, modern });

/** What a client of API Gateway sees of the challenge: a function's WWW-Authenticate comes under another name. */
const challengeOf = (headers: Headers) => headers.get('x-amzn-remapped-www-authenticate');

describe.each(scopeSets.map((scope) => ({ scope })))('with the scopes "$scope"', ({ scope }) => {
  const granted = scope.split(' ');

  test.each(registry.tools)('$name is for those who may, in both eras', async ({ name, scope: needed }) => {
    const call = { name, arguments: {} };
    const modern = await ask('tools/call', call, scope, true);
    const legacy = await ask('tools/call', call, scope, false);
    const codeOf = ({ body }: typeof modern) =>
      body.result?.isError ? JSON.parse(body.result.content[0].text).error.code : undefined;

    if (granted.includes(needed)) {
      expect([modern.status, legacy.status]).toEqual([200, 200]);
      expect(codeOf(modern)).not.toBe('PERMISSION_DENIED');
      expect(codeOf(legacy)).toBe(codeOf(modern));
      return;
    }
    // API Gateway would rename the challenge of a 403, so both eras read the tool's error.
    expect([modern.status, legacy.status]).toEqual([200, 200]);
    expect([codeOf(modern), codeOf(legacy)]).toEqual(['PERMISSION_DENIED', 'PERMISSION_DENIED']);
    expect(modern.body.result.content).toEqual(legacy.body.result.content);
    expect(legacy.body.result.content[0].text).toContain(
      `Sign in again and ask for the scope \\"${needed}\\"`,
    );
  });

  test.each([
    ['resources/read', { uri: 'policy://index' }],
    ['resources/read', { uri: 'ticket://TKT-001' }],
    ['resources/read', { uri: 'no://such' }],
    ['prompts/get', { name: 'ticket_summary', arguments: { ticket_type: 'change' } }],
    ['prompts/get', { name: 'no_such' }],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'summarize_policy' }, argument: { name: 'doc_id', value: '' } },
    ],
  ])('%s %j is for those who may read', async (method, params) => {
    for (const modern of [true, false]) {
      const { status, headers } = await ask(method, params, scope, modern);

      expect(status === 403).toBe(!granted.includes('read'));
      expect(challengeOf(headers) !== null).toBe(!granted.includes('read'));
    }
  });

  test('lists show what they let one use, and are cached for no other caller', async () => {
    const expected = {
      'tools/list': registry.tools.filter((tool) => granted.includes(tool.scope)).map(({ name }) => name),
      'prompts/list': registry.prompts
        .filter((prompt) => granted.includes(prompt.scope))
        .map(({ name }) => name),
      'resources/list': registry.resources
        .filter(({ scope, uri }) => granted.includes(scope) && !uri.includes('{'))
        .map(({ name }) => name),
      'resources/templates/list': registry.resources
        .filter(({ scope, uri }) => granted.includes(scope) && uri.includes('{'))
        .map(({ name }) => name),
    };
    for (const [method, names] of Object.entries(expected)) {
      for (const modern of [true, false]) {
        const { result } = (await ask(method, {}, scope, modern)).body;
        const [entries] = Object.values(result).filter(Array.isArray) as [{ name: string }[]];

        expect(entries.map(({ name }) => name)).toEqual(names);
        if (modern) expect(result).toMatchObject({ cacheScope: 'private', ttlMs: expect.any(Number) });
      }
    }
  });
});

test('a resource is cached for no other caller either; what depends on no caller may be', async () => {
  const read = await ask('resources/read', { uri: 'policy://index' }, 'read', true);
  const discover = await ask('server/discover', {}, '', true);

  expect(read.body.result.cacheScope).toBe('private');
  expect(discover.body.result.cacheScope).toBe('public');
});

test('what has no scope is for no caller', () => {
  const [tool] = registry.tools;
  const undeclared = { ...tool!, name: 'undeclared', scope: undefined as never };
  const config = { mcpUrl: server.url, scopePrefix: '' };
  const { requirementFor, authorize } = createAuthorization({ ...registry, tools: [undeclared] }, config);
  const message = {
    era: 'modern',
    request: { method: 'tools/call', params: { name: 'undeclared' } },
  } as never;
  const unrestricted = createAccessControl({
    accessPolicy: undefined,
    readOnly: false,
    issuers: [],
    issuerAliases: [],
  }).rightsOf({} as never);
  const everything = { scopes: new Set(allScopes) } as never;

  expect(() => authorize(requirementFor(message, unrestricted), everything, message)).toThrow(
    'No scope permits this.',
  );
});

describe('metadata', () => {
  test.each(['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'])(
    '%s names the configured address, whatever the Host header says',
    async (path) => {
      for (const host of [new URL(server.origin).host, 'evil.example', 'evil.example:443']) {
        const { status, headers, body } = await rawRequest(
          server.origin + path,
          {
            host,
            'x-forwarded-host': 'evil.example',
            'x-forwarded-proto': 'https',
            forwarded: 'host=evil.example',
          },
          { method: 'GET' },
        );

        expect(status).toBe(200);
        expect(headers['content-type']).toBe('application/json');
        expect(JSON.parse(body)).toMatchObject({
          resource: server.url,
          authorization_servers: [server.origin],
          scopes_supported: ['read', 'write'],
          bearer_methods_supported: ['header'],
        });
        expect(body).not.toContain('evil');
      }
    },
  );

  test('neither the challenge of a 401 nor that of a 403 follows the Host header', async () => {
    const host = { host: 'localhost' };
    const message = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'resources/read',
      params: { uri: 'policy://index' },
    });
    const json = { ...host, 'content-type': 'application/json' };

    const { headers: of401 } = await rawRequest(server.url, json, { body: message });
    const { headers: of403 } = await rawRequest(
      server.url,
      { ...json, authorization: `Bearer ${tokens.get('write')}` },
      { body: message },
    );

    const metadata = `resource_metadata="${server.origin}/.well-known/oauth-protected-resource/mcp"`;
    expect(of401['www-authenticate']).toContain(metadata);
    expect(of403['x-amzn-remapped-www-authenticate']).toContain(metadata);
  });
});
