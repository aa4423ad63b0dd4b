import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { seedOnce } from '../../scripts/dev/seed.ts';
import { mintToken } from '../../scripts/local/mint-token.ts';
import { tokenIssuer } from '../../scripts/local/settings.ts';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';
import { builtServer } from '../support/builds.ts';
import { call, connect, post } from '../support/clients.ts';
import { freePort } from '../support/server.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { readDockerfile } from './dockerfile.ts';

const image = await readDockerfile();
/** Only root can become another user. */
const user = process.getuid?.() === 0 ? { uid: Number(image.user[0]), gid: Number(image.user[1]) } : {};

let app: string;
let keysFolder: string;
let table: TestTable;
let issuer: Server;
let port: number;
let env: Record<string, string>;
let running: { child: ChildProcess; output(): string } | undefined;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'ops-assistant-image-'));
  await cp((await builtServer()).folder, app, { recursive: true });
  // Every user may read the image, as in a container.
  await chmod(app, 0o755);
  keysFolder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const keys = await loadSigningKeys(keysFolder);
  issuer = createServer((_, response) => response.end(JSON.stringify(keys.publicJwks)));
  await once(issuer.listen(0, '127.0.0.1'), 'listening');
  table = await startTable();
  port = await freePort();
  env = {
    ...image.env,
    HOST: '127.0.0.1', // the image's 0.0.0.0 is for a network of its own
    PORT: String(port),
    METRICS_PORT: '0',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    OIDC_ISSUER: tokenIssuer,
    OIDC_AUDIENCE: 'ops-assistant',
    OIDC_JWKS_URI: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
    SIGNING_SECRETS: 'only-for-this-test-0123456789-abcdef',
    DYNAMODB_ENDPOINT: table.endpoint,
    TABLE_NAME: table.tableName,
  };
  await seedOnce({
    dynamodbEndpoint: table.endpoint,
    tableName: table.tableName,
    region: 'us-east-1',
  } as never);
});
afterEach(async () => {
  if (running && running.child.exitCode === null) {
    running.child.kill('SIGKILL');
    await once(running.child, 'exit');
  }
  running = undefined;
});
afterAll(async () => {
  issuer?.close();
  await table?.[Symbol.asyncDispose]();
  await rm(app, { recursive: true, force: true });
  await rm(keysFolder, { recursive: true, force: true });
});

describe("the image's one file, started as its user, with nothing else beside it", () => {
  test('is healthy by its own health check and answers a client', async () => {
    await start();
    expect(await exitCodeOf(image.healthCheck)).toBe(0);

    const client = await connect('v2 2026-07-28', `${env.PUBLIC_URL}/mcp`, await token());
    const stock = await call(client, 'lookup_inventory', { query: '노트북' });
    await client.close();

    expect(stock).toMatchObject({ total: expect.any(Number) });
    expect(running?.output()).toContain('"audit":true');
  });

  test('sends a client without a token to the issuer of the company', async () => {
    await start();

    const { status, headers } = await post(`${env.PUBLIC_URL}/mcp`, 'tools/list');
    const metadata = await fetch(`${env.PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`);

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain(`${env.PUBLIC_URL}/.well-known/`);
    expect(await metadata.json()).toMatchObject({
      resource: `${env.PUBLIC_URL}/mcp`,
      authorization_servers: [tokenIssuer],
    });
    // There is no sign-in of its own.
    expect((await fetch(`${env.PUBLIC_URL}/.well-known/oauth-authorization-server`)).status).toBe(404);
  });

  test('answers what has begun before it stops', async () => {
    const { child } = await start();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
    const socket = connectSocket(port, '127.0.0.1');
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n` +
        `Authorization: Bearer ${await token()}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // Begun once the server has seen a part of it.
    await new Promise((resolve) => setTimeout(resolve, 200));

    child.kill('SIGTERM');
    await until(() => running!.output().includes('Stopping'));
    socket.write(body.slice(10));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const [code] = await once(child, 'exit');

    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200/);
    expect(code).toBe(0);
    await expect(fetch(`${env.PUBLIC_URL}/health`)).rejects.toThrow();
  });

  test('is unhealthy by its own health check when nothing answers', async () => {
    expect(await exitCodeOf(image.healthCheck)).toBe(1);
  });

  test.each([
    ['PUBLIC_URL', 'say where clients reach the server'],
    ['OIDC_ISSUER', 'say whose tokens count'],
    ['SIGNING_SECRETS', 'give a secret of 32 characters'],
  ])('does not start without %s, and says so', async (name, message) => {
    const child = spawnApp({ ...env, [name]: '' });
    const [code] = await once(child.child, 'exit');

    expect(code).toBe(1);
    expect(child.output()).toContain(`${name}: ${message}`);
    expect(child.output()).not.toMatch(/\n\s+at /);
  });
});

async function start() {
  running = spawnApp(env);
  const { child, output } = running;
  await until(() => output().includes('"Serving"') || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(output());
  return running;
}

function spawnApp(variables: Record<string, string>) {
  const [command, ...args] = image.command;
  const child = spawn(command === 'node' ? process.execPath : command!, args, {
    cwd: app,
    env: variables,
    ...user,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

async function exitCodeOf([command, ...args]: readonly string[]): Promise<number> {
  const child = spawn(command === 'node' ? process.execPath : command!, args, { env, ...user });
  const [code] = await once(child, 'exit');
  return code;
}

async function until(happened: () => boolean): Promise<void> {
  await vi.waitUntil(happened, { timeout: 240_000, interval: 20 });
}

async function token(): Promise<string> {
  return mintToken(await loadSigningKeys(keysFolder), {
    subject: 'alice',
    scope: 'read write',
    audience: 'ops-assistant',
    issuer: tokenIssuer,
    expiresInSeconds: 600,
    clientId: 'test',
  });
}
