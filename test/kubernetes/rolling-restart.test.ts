import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { parse } from 'yaml';
import { mintToken } from '../../scripts/local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../scripts/local/settings.ts';
import { loadSigningKeys, type SigningKeys } from '../../scripts/local/signing-keys.ts';
import { post } from '../support/clients.ts';
import { isInstalled, testWith } from '../support/programs.ts';
import { freePort } from '../support/server.ts';
import { patientMs, startTable, type TestTable } from '../support/table.ts';

/** Three processes behind nginx, as three pods behind the Ingress: the same limits, no session affinity. */
const replicas = 3;
const callerPerMinute = 30;

const manifest = parse(
  await readFile(join(import.meta.dirname, '../../infra/kubernetes/base/ingress.yaml'), 'utf8'),
);
const ingress = (name: string): string =>
  manifest.metadata.annotations[`nginx.ingress.kubernetes.io/${name}`];
const perSecond = Number(ingress('limit-rps'));
const burst = perSecond * Number(ingress('limit-burst-multiplier'));

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let folder: string;
let table: TestTable;
let ports: number[];
let servers: Replica[];
let issuer: Server;
let keys: SigningKeys;
let nginx: ChildProcess;
let origin: string;

beforeAll(async () => {
  if (!isInstalled('nginx')) return;
  folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  table = await startTable();
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  ports = await Promise.all(Array.from({ length: replicas }, freePort));
  keys = await loadSigningKeys(folder);
  issuer = createServer((_, response) => response.end(JSON.stringify(keys.publicJwks)));
  await once(issuer.listen(0, '127.0.0.1'), 'listening');
  servers = await Promise.all(ports.map((_, index) => start(index)));
  const config = join(folder, 'nginx.conf');
  await writeFile(config, nginxConfig(ports));
  nginx = spawn('/usr/sbin/nginx', ['-p', folder, '-c', config, '-e', 'stderr', '-g', 'daemon off;'], {
    stdio: 'ignore',
  });
  await vi.waitFor(async () => expect((await fetch(`${origin}/health`)).status).toBe(200), {
    timeout: 240_000,
  });
});
afterAll(async () => {
  if (!folder) return;
  nginx?.kill('SIGQUIT');
  if (nginx && nginx.exitCode === null) await once(nginx, 'exit');
  await Promise.all(servers?.map((server) => server.stop()) ?? []);
  issuer?.close();
  await table?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As the image starts it: it listens only when it can answer. */
async function start(index: number): Promise<Replica> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../lambda/handlers/container/serve.ts')],
    {
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(ports[index]),
        METRICS_PORT: '0',
        PUBLIC_URL: origin,
        OIDC_ISSUER: tokenIssuer,
        OIDC_AUDIENCE: tokenAudience,
        OIDC_JWKS_URI: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`,
        SIGNING_SECRETS: 'only-for-this-test-0123456789-abcdef',
        DYNAMODB_ENDPOINT: table.endpoint,
        TABLE_NAME: table.tableName,
        DYNAMODB_TIMEOUT_MS: String(patientMs),
        LIMIT_CALLER_PER_MINUTE: String(callerPerMinute),
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await vi.waitFor(() => expect(output).toContain('"Serving"'), { timeout: 240_000, interval: 50 });
  return {
    output: () => output,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

interface Replica {
  output(): string;
  stop(): Promise<void>;
}

/** Tells nginx which processes get requests, as the Ingress is told before a pod stops, and waits until it complies. */
async function routeTo(endpoints: number[]): Promise<void> {
  const workers = async () =>
    (await readFile(`/proc/${nginx.pid}/task/${nginx.pid}/children`, 'utf8')).trim().split(' ');
  const before = await workers();
  await writeFile(join(folder, 'nginx.conf'), nginxConfig(endpoints));
  nginx.kill('SIGHUP');
  const isReplaced = async () => {
    const now = await workers();
    return now[0] !== '' && !now.some((pid) => before.includes(pid));
  };
  await vi.waitUntil(isReplaced, { timeout: 240_000, interval: 50 });
}

/** What the annotations of infra/kubernetes/base/ingress.yaml make ingress-nginx do. */
function nginxConfig(endpoints: number[]): string {
  return `
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  limit_conn_zone $binary_remote_addr zone=connections:1m;
  limit_req_zone $binary_remote_addr zone=requests:1m rate=${ingress('limit-rps')}r/s;
  limit_conn_status 429;
  limit_req_status 429;
  upstream pods { ${endpoints.map((each) => `server 127.0.0.1:${each} max_fails=0;`).join(' ')} }
  server {
    listen ${new URL(origin).host};
    client_max_body_size ${ingress('proxy-body-size')};
    location / {
      limit_conn connections ${ingress('limit-connections')};
      limit_req zone=requests burst=${burst} nodelay;
      proxy_pass http://pods;
      proxy_set_header Host $http_host;
      proxy_read_timeout ${ingress('proxy-read-timeout')}s;
      proxy_buffering ${ingress('proxy-buffering')};
      proxy_next_upstream ${ingress('proxy-next-upstream')};
    }
  }
}
`;
}

async function call(subject: string): Promise<number> {
  const token = await mintToken(keys, {
    subject,
    scope: 'read',
    audience: tokenAudience,
    issuer: tokenIssuer,
    expiresInSeconds: 600,
    clientId: 'test',
  });
  const params = { name: 'list_tickets', arguments: {} };
  const { status, body } = await post(`${origin}/mcp`, 'tools/call', params, {
    token,
    // A worker of nginx that is being replaced closes idle connections.
    headers: { connection: 'close' },
  });
  // The limit of the tool is as high as the caller's total, and its refusal is an answer of status 200.
  return body.result?.isError ? 429 : status;
}

// First: afterwards nginx counts so many requests that it would refuse some of these for their number.
testWith('nginx')(
  'one address has ten connections at most, and the next one when one of them ends',
  async () => {
    const most = Number(ingress('limit-connections'));
    const port = Number(new URL(origin).port);
    const sockets: Socket[] = [];
    const open = async () => {
      const socket = connect(port, '127.0.0.1');
      // Reading lets the socket see that nginx has closed it.
      sockets.push(socket.on('error', () => {}).resume());
      await once(socket, 'connect');
      // A body that does not come holds the connection; the first part of it makes nginx count the connection.
      socket.write('POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    };
    const status = async () => (await fetch(`${origin}/health`)).status;

    const isRefused = async () => {
      // nginx waits a minute for a body, which a busy machine may take to get here.
      while (sockets.filter(({ destroyed }) => !destroyed).length < most) await open();
      return (await status()) === 429;
    };
    await vi.waitUntil(isRefused, { timeout: 240_000, interval: 200 });
    sockets.find(({ destroyed }) => !destroyed)!.destroy();
    await vi.waitUntil(async () => (await status()) === 200, { timeout: 240_000, interval: 200 });
    for (const socket of sockets) socket.destroy();
  },
);

testWith('nginx')(
  'a caller has one limit, however many processes answer, and each of them answers',
  async () => {
    const startedAt = Date.now();
    const statuses: number[] = [];
    for (let i = 0; i < callerPerMinute + 15; i += 5) {
      statuses.push(...(await Promise.all(Array.from({ length: 5 }, () => call('alice')))));
    }
    const answered = statuses.filter((status) => status === 200).length;
    const refilled = Math.ceil(((Date.now() - startedAt) / 60_000) * callerPerMinute);

    expect(answered).toBeGreaterThanOrEqual(Math.min(callerPerMinute, statuses.length));
    expect(answered).toBeLessThanOrEqual(callerPerMinute + refilled);
    for (const server of servers) expect(server.output()).toContain('"audit":true');
  },
);

testWith('nginx')('every process is restarted in turn, and no request is lost', async () => {
  const statuses: number[] = [];
  let going = true;
  const caller = async (name: string) => {
    for (let i = 0; going; i += 1) {
      statuses.push(await call(`${name}-${i >> 4}`));
      // Together below what the Ingress lets one address send.
      await setTimeout((1_000 * names.length * 2) / perSecond);
    }
  };
  const names = ['kim', 'lee'];
  const callers = names.map(caller);
  for (let index = 0; index < replicas; index += 1) {
    await routeTo(ports.filter((_, other) => other !== index));
    await servers[index]!.stop();
    servers[index] = await start(index);
    await routeTo(ports);
  }
  going = false;
  await Promise.all(callers);

  expect(statuses.length).toBeGreaterThan(20);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});

testWith('nginx')('one address is held to the requests of the Ingress, and no more pass', async () => {
  const startedAt = Date.now();
  const statuses: number[] = [];
  const caller = async () => {
    while (statuses.length < 3 * burst) statuses.push((await fetch(`${origin}/health`)).status);
  };
  await Promise.all(Array.from({ length: 5 }, caller));
  const answered = statuses.filter((status) => status === 200).length;
  const most = burst + 1 + Math.ceil(((Date.now() - startedAt) / 1_000) * perSecond);

  expect(answered).toBeLessThanOrEqual(most);
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - answered);
});
