import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ImageOptions } from '../../scripts/bundle/build-image.ts';
import { seedOnce } from '../../scripts/dev/seed.ts';
import { call, connect } from '../support/clients.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { isInstalled } from '../support/programs.ts';
import { freePort } from '../support/server.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { buildWithEngine, type Container, type Engine } from './engine.ts';

const name = 'the image, built by buildah and run by podman or buildah';

/** Builds the Dockerfile by an engine, and holds what runs in a container of it against what the docs say. */
export function describeImage(how: string, options: Omit<ImageOptions, 'tag'>): void {
  // In a user namespace, as buildah makes one for other users, the storage needs more than a plain machine has.
  const missing = !isInstalled('buildah')
    ? 'buildah is not installed'
    : process.getuid?.() !== 0 && 'needs root';
  if (missing) return void test.skip(`${name}, ${how} (left out: ${missing})`, () => {});
  describe(`${name}, ${how}`, () => checkImage(options));
}

function checkImage(options: Omit<ImageOptions, 'tag'>): void {
  let engine: Engine;
  let issuer: Issuer;
  let table: TestTable;
  let env: Record<string, string>;
  let container: Container;
  let origin: string;
  let metrics: string;

  beforeAll(async () => {
    [engine, table] = await Promise.all([buildWithEngine(options), startTable()]);
    issuer = await startIssuer(() => `${origin}/mcp`, 'read write admin');
    await seedOnce({
      dynamodbEndpoint: table.endpoint,
      tableName: table.tableName,
      region: 'us-east-1',
    } as never);
    const [port, metricsPort] = [await freePort(), await freePort()];
    origin = `http://127.0.0.1:${port}`;
    metrics = `http://127.0.0.1:${metricsPort}/metrics`;
    env = {
      HOST: '127.0.0.1', // the network is the machine's here; the image's 0.0.0.0 is for one of its own
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      PUBLIC_URL: origin,
      OIDC_ISSUER: issuer.url,
      OIDC_JWKS_URI: issuer.jwksUri,
      SIGNING_SECRETS: 'only-for-this-test-0123456789-abcdef',
      DYNAMODB_ENDPOINT: table.endpoint,
      TABLE_NAME: table.tableName,
    };
    console.log(`The image was built by buildah; its containers are run by ${engine.runner}.`);
    container = engine.start(env);
    await Promise.race([
      vi.waitUntil(async () => (await fetch(`${origin}/health`).catch(() => undefined))?.ok, {
        timeout: 240_000,
        interval: 100,
      }),
      container.ended.then((code) => expect.fail(`The container ended with ${code}: ${container.output()}`)),
    ]);
  }, 600_000);
  afterAll(async () => {
    await container?.signal('SIGKILL').catch(() => {});
    await engine?.[Symbol.asyncDispose]();
    await issuer?.[Symbol.asyncDispose]();
    await table?.[Symbol.asyncDispose]();
  });

  test('is healthy by its own health check, which fails where nothing answers', async () => {
    const { Healthcheck } = await engine.inspect();
    const [kind, ...command] = Healthcheck.Test;

    expect(kind).toBe('CMD');
    expect((await engine.run(command, { PORT: env.PORT! })).code).toBe(0);
    expect((await engine.run(command, { PORT: String(await freePort()) })).code).toBe(1);
  });

  test('answers a client, as a user who is not root and cannot change the code', async () => {
    const client = await connect('v2 2026-07-28', `${origin}/mcp`, await issuer.token());
    const stock = await call(client, 'lookup_inventory', { query: '노트북' });
    const { contents } = (await client.readResource({ uri: 'ops://configuration' })) as {
      contents: [{ text: string }];
    };
    await client.close();

    expect(stock).toMatchObject({ total: expect.any(Number) });
    expect(JSON.parse(contents[0].text)).toMatchObject({
      deployment: 'container',
      user_id: 1000,
      code_is_writable: false,
    });
    expect((await engine.inspect()).User).toBe('1000:1000');
  });

  test('runs on a root folder that is read-only, without capabilities, where the runner isolates that', async () => {
    const script =
      'try { fs.writeFileSync("/app/x", "") } catch ({ code }) { console.log(code) }' +
      'console.log(fs.readFileSync("/proc/self/status", "utf8"), process.constrainedMemory())';
    const { output } = await engine.run(['node', '-e', script]);

    if (engine.runner === 'buildah') return expect(output).toContain('EACCES');
    expect(output).toContain('EROFS');
    expect(output).toMatch(/CapEff:\s0+\n/);
    expect(output).toMatch(/NoNewPrivs:\s1\n/);
    expect(output).toContain(String(512 * 1024 * 1024));
  });

  test('goes on within its memory while many bodies never end', async () => {
    const token = await issuer.token();
    const part = Buffer.alloc(8_000_000, ' ');
    const sockets: Socket[] = [];
    for (let i = 0; i < 80; i += 1) {
      const socket = connectSocket(Number(env.PORT), '127.0.0.1');
      sockets.push(socket.on('error', () => {}));
      await once(socket, 'connect');
      socket.write(
        `POST /mcp HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nContent-Type: application/json\r\n` +
          `Authorization: Bearer ${token}\r\nContent-Length: 9000000\r\n\r\n`,
      );
      await new Promise((resolve) => socket.write(part, resolve));
    }
    const health = await fetch(`${origin}/health`);
    const [, resident] = /^process_resident_memory_bytes\S* (\S+)/m.exec(
      await (await fetch(metrics)).text(),
    )!;
    for (const socket of sockets) socket.destroy();

    expect(health.status).toBe(200);
    expect(Number(resident)).toBeLessThan(400_000_000);
  });

  test('lists every package that is in its one file', async () => {
    const { output } = await engine.run(['cat', 'sbom.cdx.json']);
    const { components } = JSON.parse(output.slice(output.indexOf('{')));

    expect(components.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['@modelcontextprotocol/server', 'zod', 'prom-client', 'aws-jwt-verify']),
    );
    for (const { purl } of components) expect(purl).toMatch(/^pkg:npm\/\S+@\d+\.\d+\.\d+/);
  });

  test.each([
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL: say where clients reach the server'],
    [{ LIMIT_CALLER_PER_MINUTE: 'many' }, 'LIMIT_CALLER_PER_MINUTE'],
  ])('does not start with %j, and says why', async (wrong, message) => {
    const { code, output } = await engine.run(['node', 'index.js'], { ...env, ...wrong });

    expect(code).not.toBe(0);
    expect(output).toContain(message);
  });

  test('answers what has begun after SIGTERM, takes nothing new, and ends with 0', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
    const socket = connectSocket(Number(env.PORT), '127.0.0.1');
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nContent-Type: application/json\r\nAccept: application/json\r\n` +
        `Authorization: Bearer ${await issuer.token()}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // Answered after the beginning above has been read.
    await fetch(`${origin}/health`);
    await container.signal('SIGTERM');
    await vi.waitUntil(() => container.output().includes('"Stopping"'), { timeout: 240_000 });
    socket.write(body.slice(10));
    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(String(answer)).toMatch(/^HTTP\/1\.1 200/);
    if (engine.runner === 'podman') expect(await container.ended).toBe(0);
    else await container.ended;
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
  });
}
