import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintToken } from '../scripts/local/mint-token.ts';
import { loadSigningKeys } from '../scripts/local/signing-keys.ts';
import { call, connect, post } from './support/clients.ts';
import { type RunningServer, ServerEnded, startServer } from './support/server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-assistant-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The end of a start that can't succeed. */
async function failedStart(env: Record<string, string>, dataDir: string, args?: readonly string[]) {
  const ended = await startServer(env, dataDir, args).catch((error: unknown) => error);
  if (ended instanceof ServerEnded) return ended;
  await (ended as RunningServer).stop();
  throw new Error('The server started.');
}

function printedToken(server: RunningServer): string {
  return /^ {2}Token {2}(\S+)$/m.exec(server.output())![1]!;
}

async function titlesOf({ url }: RunningServer, token: string): Promise<string[]> {
  const { tickets } = (await callTool(url, token, 'list_tickets', { limit: 100 })) as {
    tickets: { title: string }[];
  };
  return tickets.map(({ title }) => title);
}

async function callTool(url: string, token: string, name: string, args: Record<string, unknown>) {
  const client = await connect('v1', url, token);
  try {
    return await call(client, name, args);
  } finally {
    await client.close();
  }
}

/** Runs one of the scripts as npm does. */
async function run(script: string, args: readonly string[], env: Record<string, string>) {
  const file = resolve(import.meta.dirname, '../scripts', script);
  return promisify(execFile)(process.execPath, [file, ...args], { env: { ...process.env, ...env } }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

const draft = { title: 'The lift is stuck', body: 'Between the third and the fourth floor.', confirm: true };

describe('a running server', () => {
  let server: RunningServer;
  let token: string;
  beforeAll(async () => {
    server = await startServer({}, join(folder, 'running'));
    token = printedToken(server);
  });
  afterAll(() => server.stop());

  test('has printed its URL, a token, and a line to paste for each client', () => {
    const output = server.output();

    expect(output).toContain(`  URL    ${server.url}\n`);
    expect(output).toContain(
      `claude mcp add --transport http ops-assistant ${server.url} --header "Authorization: Bearer ${token}"\n`,
    );
    expect(output).toContain(
      `code --add-mcp '${JSON.stringify({ name: 'ops-assistant', type: 'http', url: server.url })}'\n`,
    );
    const config = /cursor\.com\/en\/install-mcp\?name=ops-assistant&config=(\S+)/.exec(output)![1]!;
    expect(JSON.parse(Buffer.from(decodeURIComponent(config), 'base64').toString())).toEqual({
      url: server.url,
    });
    expect(output).toContain(`inspector@latest --cli ${server.url} --transport http`);
  });

  test('takes the printed token, which sees every sample ticket', async () => {
    expect(await titlesOf(server, token)).toHaveLength(5);
  });

  test('takes a token of npm run token, which prints nothing but that', async () => {
    const args = ['--sub', 'minji', '--scope', 'read'];
    const { code, stdout, stderr } = await run('dev/token.ts', args, { DATA_DIR: server.dataDir });

    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await titlesOf(server, stdout.trim())).toHaveLength(2);
  });

  test('answers with imported data on the very next call', async () => {
    const query = { query: 'Quokka' };
    expect(await callTool(server.url, token, 'lookup_inventory', query)).toMatchObject({ total: 0 });
    const csv = join(folder, 'more.csv');
    await writeFile(
      csv,
      'item_id,name,category,quantity,location,status,last_updated\nQ-1,Quokka Q1,laptop,3,Seoul,available,2026-11-20\n',
    );

    const { code, stderr } = await run('data/import/import.ts', ['--inventory', csv], {
      DATA_DIR: server.dataDir,
    });

    expect(code, stderr).toBe(0);
    expect(await callTool(server.url, token, 'lookup_inventory', query)).toMatchObject({
      total: 1,
      items: [{ item_id: 'Q-1', quantity: 3 }],
    });
  });

  test('keeps its port to itself: a second one says so and writes nothing', async () => {
    const port = new URL(server.url).port;
    const dataDir = join(folder, 'taken-port');
    const { code, output } = await failedStart({ PORT: port }, dataDir);

    expect(code).toBe(1);
    expect(output).toBe(
      `PORT: ${port} is in use on 127.0.0.1; stop what listens there, or choose another port\n`,
    );
    expect(existsSync(dataDir)).toBe(false);
  });

  test.each([[[]], [['--fresh']]])(
    'keeps its data to itself: a second one started with %j says so',
    async (args) => {
      const { code, output } = await failedStart({}, server.dataDir, args);

      expect(code).toBe(1);
      expect(output).toContain('Another server has the data folder');
      expect(output).toContain('Set DYNAMODB_ENDPOINT=http://127.0.0.1:');
      expect(await titlesOf(server, token)).not.toHaveLength(0);
    },
  );

  test('shares table and tokens with a second one by DYNAMODB_ENDPOINT and DATA_DIR', async () => {
    const DYNAMODB_ENDPOINT = await readFile(join(server.dataDir, 'dynamodb/endpoint'), 'utf8');
    const second = await startServer({ DYNAMODB_ENDPOINT }, server.dataDir);
    try {
      const [one, two] = (await Promise.all(
        [server, second].map(({ url }) => callTool(url, token, 'create_ticket', draft)),
      )) as { status: string; ticket: { ticket_id: string } }[];

      expect([one!.status, two!.status].sort()).toEqual(['created', 'duplicate']);
      expect(one!.ticket).toEqual(two!.ticket);
      const keyed = { ...draft, idempotency_key: 'from-either' };
      expect(await callTool(server.url, token, 'create_ticket', keyed)).toMatchObject({ status: 'created' });
      expect(await callTool(second.url, token, 'create_ticket', keyed)).toMatchObject({
        status: 'duplicate',
      });
      expect(await titlesOf(second, token)).toEqual(await titlesOf(server, token));
      expect(await titlesOf(server, printedToken(second))).toHaveLength(7);
    } finally {
      await second.stop();
    }
  });
});

test('tickets outlive kill -9 and Ctrl-C; --fresh forgets them, but no token', async () => {
  const dataDir = join(folder, 'restarted');
  let server = await startServer({}, dataDir);
  const token = printedToken(server);
  await callTool(server.url, token, 'create_ticket', draft);
  await server.stop('SIGKILL');

  server = await startServer({}, dataDir);
  expect(await titlesOf(server, token)).toContain(draft.title);
  expect(await server.stop()).toBe(0);

  server = await startServer({}, dataDir, ['--fresh']);
  expect(await titlesOf(server, token)).toHaveLength(5);
  expect(await callTool(server.url, token, 'create_ticket', draft)).toMatchObject({ status: 'created' });
  await server.stop();
});

test('with PORT=0 it finds a port; Ctrl-C ends it although clients are still connected', async () => {
  const server = await startServer({ PORT: '0' }, join(folder, 'interrupted'));
  const port = Number(/ready \(port (\d+)\)/.exec(server.output())![1]);
  const url = `http://127.0.0.1:${port}/mcp`;
  expect(server.output()).toContain(`  URL    ${url}\n`);
  expect(await titlesOf({ ...server, url }, printedToken(server))).toHaveLength(5);
  const silent = connectSocket(port, '127.0.0.1');
  await once(silent, 'connect');
  silent.on('error', () => {});
  await (await fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'keep-alive' } })).text();

  // The silent connection would keep a server alive that only waits for its clients.
  expect(await server.stop('SIGINT')).toBe(0);
});

describe('a start that cannot succeed', () => {
  test.concurrent.each([
    [{ PORT: 'abc' }, 'PORT: expected a port number from 1 to 65535, or 0 for any that is free\n'],
    [{ OIDC_ISSUER: 'nonsense' }, 'OIDC_ISSUER: expected an https:// URL (http:// on loopback only)\n'],
    [
      { LIMIT_CREATE_TICKET_PER_MINUTE: 'lots' },
      'LIMIT_CREATE_TICKET_PER_MINUTE: expected a whole number from 1 to 100000\n',
    ],
    [
      { HOST: '203.0.113.1', OIDC_ISSUER: 'https://issuer.example', PUBLIC_URL: 'https://ops.example' },
      'HOST: cannot listen on 203.0.113.1: listen EADDRNOTAVAIL',
    ],
  ])('with %j names the variable and writes nothing', async (env, sentence) => {
    const dataDir = join(folder, 'never-made');
    const { code, output } = await failedStart(env as Record<string, string>, dataDir);

    expect(code).toBe(1);
    expect(output.slice(0, sentence.length)).toBe(sentence);
    expect(output.match(/\n/g)).toHaveLength(1);
    expect(existsSync(dataDir)).toBe(false);
  });

  test.concurrent('with an unknown flag points to --help', async () => {
    const { code, output } = await failedStart({}, join(folder, 'never-made'), ['--frsh']);

    expect(code).toBe(2);
    expect(output).toMatch(/^unknown option '--frsh'[\s\S]*See: ops-assistant start --help/);
    expect(existsSync(join(folder, 'never-made'))).toBe(false);
  });

  test.concurrent.each([
    [[], /^DYNAMODB_ENDPOINT: the DynamoDB there cannot be used: .*ECONNREFUSED/],
    [['--fresh'], /^--fresh empties the embedded DynamoDB only: unset DYNAMODB_ENDPOINT/],
  ])('with a DynamoDB that is not there and the arguments %j says so', async (args, sentence) => {
    const env = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
    const { code, output } = await failedStart(env, join(folder, 'no-dynamodb'), args);

    expect(code).toBe(1);
    expect(output).toMatch(sentence);
  });

  test.concurrent('with a DATA_DIR that is a file names it', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, 'mine');
    const { code, output } = await failedStart({}, file);

    expect(code).toBe(1);
    expect(output).toMatch(/^DATA_DIR: cannot be used: /);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});

describe('with another issuer', () => {
  let server: RunningServer;
  let issuer: string;
  let audience: string;
  const jwks = createServer();
  const keysOfIssuer = () => loadSigningKeys(join(folder, 'issuer'));
  const tokenOf = async (overrides: object = {}) =>
    mintToken(await keysOfIssuer(), {
      subject: 'alice',
      scope: 'corp/read corp/admin',
      audience,
      issuer,
      expiresInSeconds: 600,
      clientId: 'corp-client',
      ...overrides,
    });

  beforeAll(async () => {
    const { publicJwks } = await keysOfIssuer();
    jwks.on('request', (_, response) => response.end(JSON.stringify(publicJwks)));
    await once(jwks.listen(0, '127.0.0.1'), 'listening');
    issuer = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}`;
    audience = 'ops-assistant-at-corp';
    server = await startServer(
      {
        OIDC_ISSUER: issuer,
        OIDC_JWKS_URI: `${issuer}/keys`,
        OIDC_AUDIENCE: audience,
        SCOPE_PREFIX: 'corp/',
      },
      join(folder, 'other-issuer'),
    );
  });
  afterAll(async () => {
    await server.stop();
    jwks.closeAllConnections();
    jwks.close();
  });

  test('its tokens are taken, with its names of scopes', async () => {
    expect(await titlesOf(server, await tokenOf())).toHaveLength(5);
  });

  test.each([
    ['for another audience', { audience: 'somebody-else' }],
    ['of another issuer', { issuer: 'http://127.0.0.1/ops-assistant' }],
    ['that is over', { expiresInSeconds: -120 }],
  ])('a token %s is refused', async (_, overrides) => {
    expect((await post(server.url, 'tools/list', {}, { token: await tokenOf(overrides) })).status).toBe(401);
  });

  test('tokens of our own are refused', async () => {
    expect((await post(server.url, 'tools/list', {}, { token: await server.token() })).status).toBe(401);
  });

  test('the metadata sends clients to it, and our own sign-in is gone', async () => {
    const metadata = await fetch(`${server.origin}/.well-known/oauth-protected-resource/mcp`);

    expect(await metadata.json()).toMatchObject({
      resource: server.url,
      authorization_servers: [issuer],
      scopes_supported: ['corp/read', 'corp/write'],
    });
    expect((await fetch(`${server.origin}/.well-known/oauth-authorization-server`)).status).toBe(404);
    expect(server.output()).toContain(`  Token  <a token of ${issuer}>\n`);
  });

  test('npm run token says why it cannot help', async () => {
    const { code, stdout, stderr } = await run('dev/token.ts', [], { OIDC_ISSUER: issuer });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'OIDC_ISSUER names another issuer, whose keys are not on this machine: get the token from that issuer.\n',
    );
  });
});

describe('npm run token', () => {
  test.concurrent.each([
    [['--sub', ' '], '--sub takes the name of a person.'],
    [['--scope', 'read root'], '--scope knows read, write, admin, not root.'],
    [['--expires-in', 'soon'], '--expires-in takes a whole number of seconds, not "soon".'],
    [['--expires-in', ''], '--expires-in takes a whole number of seconds, not "".'],
    [['--subject', 'bob'], "unknown option '--subject'"],
    [['bob'], 'too many arguments'],
  ])('refuses %j with exit code 2, and makes no keys', async (args, sentence) => {
    const dataDir = join(folder, 'no-keys');
    const { code, stdout, stderr } = await run('dev/token.ts', args, { DATA_DIR: dataDir });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('See: ops-assistant token --help');
    expect(existsSync(dataDir)).toBe(false);
  });

  test('works before the first start, and tells what was asked for', async () => {
    const args = ['--sub', 'minji', '--scope', 'read admin', '--expires-in', '60'];
    const { stdout } = await run('dev/token.ts', args, { DATA_DIR: join(folder, 'token-first') });
    const { exp = 0, iat = 0, ...claims } = decodeJwt(stdout.trim());

    expect(claims).toMatchObject({ sub: 'minji', scope: 'read admin', client_id: 'npm-run-token' });
    expect(exp - iat).toBe(60);
  });
});

describe('behind a reverse proxy', () => {
  const publicUrl = 'https://ops.example.test/assistant';
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ PUBLIC_URL: `${publicUrl}/` }, join(folder, 'proxied'));
  });
  afterAll(() => server.stop());

  /** As the proxy passes a request on: under the public name. */
  async function requestAs(host: string, path: string, method = 'GET') {
    const sent = request(`${server.origin}${path}`, { method, headers: { host } });
    sent.end();
    const [response] = await once(sent, 'response');
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode, headers: response.headers, body };
  }

  test('PUBLIC_URL is in the metadata, in the challenge and in what is printed', async () => {
    const metadata = await requestAs('ops.example.test', '/.well-known/oauth-protected-resource/mcp');
    const refused = await requestAs('ops.example.test', '/mcp', 'POST');

    expect(JSON.parse(metadata.body)).toMatchObject({
      resource: `${publicUrl}/mcp`,
      authorization_servers: [publicUrl],
    });
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain(
      `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(server.output()).toContain(`  URL    ${publicUrl}/mcp\n`);
  });

  test('the printed token works, and the start warns of the sign-in', async () => {
    expect(await titlesOf(server, printedToken(server))).toHaveLength(5);
    expect(server.output()).toContain(`The sign-in at ${publicUrl} asks for no password`);
  });
});
