import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readLocalSettings } from '../../scripts/local/settings.ts';
import { post } from '../support/clients.ts';
import { freePort } from '../support/server.ts';
import { demoStage, readCompose } from './compose-file.ts';

/** What `docker compose up` starts for a newcomer, as processes: the same commands and variables, other ports and folder. */
const root = join(import.meta.dirname, '../..');
const demo = await demoStage();
const { services } = await readCompose('compose.yaml', 'compose.several-servers.yaml');

let dataDir: string;
let env: Record<string, string>;
let origin: string;
let metrics: string;
let server: { child: ChildProcess; output(): string };
const children: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  origin = `http://127.0.0.1:${port}`;
  metrics = `http://127.0.0.1:${metricsPort}/metrics`;
  env = {
    ...demo.env,
    ...services.get('server')!.environment,
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    PUBLIC_URL: origin,
    DATA_DIR: dataDir,
  };
  server = start(demo.command, env);
  await vi.waitUntil(() => server.output().includes('is ready') || server.child.exitCode !== null, {
    timeout: 240_000,
  });
  if (server.child.exitCode !== null) throw new Error(server.output());
});
afterAll(async () => {
  for (const child of children.filter(({ exitCode }) => exitCode === null)) {
    child.kill();
    await once(child, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
});

function start([command, ...args]: readonly string[], variables: Record<string, string>) {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const child = spawn(command!, args, { cwd: root, env: { PATH, ...variables } });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

const printedToken = () => /^ {2}Token {2}(\S+)$/m.exec(server.output())![1]!;
const call = async (name: string, args: Record<string, unknown>) =>
  (await post(`${origin}/mcp`, 'tools/call', { name, arguments: args }, { token: printedToken() })).body
    .result;

test('the printed token calls tools on the sample data, and nothing else has to be set up', async () => {
  expect((await call('lookup_inventory', { query: '노트북' })).structuredContent.total).toBeGreaterThan(0);
  expect((await call('search_policy', { query: 'VPN' })).isError).toBeUndefined();
  expect(services.get('server')!.environment).not.toHaveProperty('OIDC_ISSUER');
});

test('a client without a token is led to a sign-in that answers', async () => {
  const { status, headers } = await post(`${origin}/mcp`, 'tools/list');
  const metadata = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate')!)![1]!;
  const resource = (await (await fetch(metadata)).json()) as {
    resource: string;
    authorization_servers: string[];
  };
  const issuer = await fetch(`${resource.authorization_servers[0]}/.well-known/oauth-authorization-server`);
  const { registration_endpoint } = (await issuer.json()) as { registration_endpoint: string };
  const client = await fetch(registration_endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      redirect_uris: ['http://127.0.0.1:1/callback'],
      token_endpoint_auth_method: 'none',
    }),
  });

  expect(status).toBe(401);
  expect(resource.resource).toBe(`${origin}/mcp`);
  expect(client.status).toBe(201);
});

test('its metrics are where Prometheus looks for them', async () => {
  await call('get_policy', { doc_id: 'vpn' });
  const text = await (await fetch(metrics)).text();

  expect(text).toMatch(/^mcp_tool_calls_total\{[^}]*tool="get_policy"[^}]*\} 1$/m);
});

test('it is reached from outside of its own loopback, as the published ports of a container need', async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal);
  const url = `http://${outside?.address ?? '127.0.0.2'}:${env.PORT}/health`;

  expect((await fetch(url)).status).toBe(200);
  // The name in the request is that of PUBLIC_URL there; another one is no name of this server's.
  expect(
    (await post(url.replace('/health', '/mcp'), 'tools/list', {}, { token: printedToken() })).status,
  ).toBe(403);
});

test('without LOCAL_SIGN_IN it does not listen there, and says why', async () => {
  const { child, output } = start(demo.command, { ...env, LOCAL_SIGN_IN: '' });
  const [code] = await once(child, 'exit');

  expect(code).toBe(1);
  expect(output()).toContain('HOST: the local sign-in asks for no password, so it stays on loopback');
});

test.each([
  ['loopback', 'HOST: the local sign-in asks for no password, so it stays on loopback'],
  ['everywhere', 'LOCAL_SIGN_IN: expected loopback or any-host'],
])('nor with LOCAL_SIGN_IN=%s', (value, message) => {
  expect(() => readLocalSettings({ ...env, LOCAL_SIGN_IN: value })).toThrow(message);
});

test('the second file mounts two servers, and their tools are there', async () => {
  const script = services.get('mount')!.command!.at(-1)!.replaceAll('$$', '$');
  const urls = await Promise.all(
    ['hr', 'fin'].map(async (name) => {
      const { child } = start(services.get(name)!.command!, { HOST: '127.0.0.1', PORT: '0' });
      const [line] = await once(child.stdout!, 'data');
      return [`http://${name}:4000/mcp`, String(line).trim()] as const;
    }),
  );
  const mount = start(['sh', '-ec', urls.reduce((text, [name, url]) => text.replace(name, url), script)], {
    DATA_DIR: dataDir,
  });
  const [code] = await once(mount.child, 'exit');
  const list = async () =>
    (await post(`${origin}/mcp`, 'tools/list', {}, { token: printedToken() })).body.result.tools.map(
      ({ name }: { name: string }) => name,
    );

  expect(mount.output()).not.toContain('Error');
  expect(code).toBe(0);
  // Running servers look every half minute.
  await vi.waitUntil(async () => (await list()).includes('hr_on_call'), { timeout: 240_000, interval: 500 });
  expect(await list()).toContain('fin_find_contract');
  expect(JSON.stringify(await call('hr_on_call', { system: 'VPN' }))).toContain('Lee Junho');
});
