import { afterAll, beforeAll, expect, test } from 'vitest';
import { postOf } from '../support/app.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

async function read(uri: string, legacy: boolean) {
  const { result, error } = await operations.ask('resources/read', { uri }, { legacy });
  return { contents: result?.contents as { uri: string; text: string }[] | undefined, error };
}

test.each([
  ['POLICY://index', 'policy://index'],
  ['Policy://Index', 'policy://index'],
  ['policy://Remote-Work', 'policy://remote-work'],
  ['policy://remote%2Dwork', 'policy://remote-work'],
  ['POLICY://REMOTE%2dWORK/v/1', 'policy://remote-work/v/1'],
  ['policy://remote-work/%76/1', 'policy://remote-work/v/1'],
  ['ticket://tkt-003', 'ticket://TKT-003'],
  ['Ticket://TKT%2D003', 'ticket://TKT-003'],
  ['inventory://inv-001', 'inventory://INV-001'],
  ['INVENTORY://STATUS', 'inventory://status'],
  ['inventory://status/', 'inventory://status'],
  ['Policy://Remote-Work/', 'policy://remote-work'],
])('%s reads %s, under the URI that was sent, in both generations', async (sent, canonical) => {
  for (const legacy of [true, false]) {
    const { contents } = await read(sent, legacy);
    const [expected] = (await read(canonical, legacy)).contents!;

    expect(contents).toEqual([{ ...expected, uri: sent }]);
  }
});

test.each([
  'policy://remote-work%2Fv%2F1',
  'policy://remote-work/V/1',
  'policy://%2E%2E',
  'policy://remote-work?x=1',
  'policy://remote-work#1',
  'policy:///remote-work',
  'policy://remote-work//',
  'policy://remote-work/v/1/',
  'ticket://TKT%20003',
  'policies://remote-work',
])('%s is another URI', async (uri) => {
  expect((await read(uri, false)).error).toMatchObject({ code: -32602, data: { uri } });
});

test('Mcp-Name may spell the URI in another way than the body; the audit names one spelling', async () => {
  const authorization = `Bearer ${await operations.token()}`;
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const ask = (named: string) =>
    operations.app(
      postOf(
        { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'POLICY://remote%2Dwork', _meta } },
        {
          authorization,
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'resources/read',
          'mcp-name': named,
        },
      ),
    );

  expect((await ask('policy://remote-work')).status).toBe(200);
  expect(operations.auditRecords().at(-1)).toMatchObject({ target: 'policy://remote-work' });
  expect((await ask('policy://vpn')).status).toBe(400);
});
