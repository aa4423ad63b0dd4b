import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function send(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  await once(socket, 'connect');
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const records = async () =>
  (await server.auditRecords()).filter(({ error_code }) => error_code === 'BAD_HTTP');

test.each([
  ['a line that is no HTTP', 'hello\r\n\r\n', 400],
  ['a header without a name', 'GET / HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n', 400],
  ['two lengths', 'POST /mcp HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx', 400],
  [
    'a length and chunks',
    'POST /mcp HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['headers of 40 KB', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  [
    'a token of 40 KB',
    `GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${'x'.repeat(40_000)}\r\n\r\n`,
    431,
  ],
  ['CONNECT', 'CONNECT other.example:443 HTTP/1.1\r\nhost: other.example\r\n\r\n', 405],
  ['an expectation', 'GET /health HTTP/1.1\r\nhost: a\r\nexpect: everything\r\n\r\n', 417],
])('%s is refused, and on record without a word of what was sent', async (_, bytes, status) => {
  const before = (await records()).length;

  const answer = await send(bytes);

  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ error: { code: status } });
  await vi.waitUntil(async () => (await records()).length > before);
  const [record, ...others] = (await records()).slice(before);
  expect(others).toEqual([]);
  expect(record).toMatchObject({ method: 'gateway', status, outcome: 'rejected' });
  expect(JSON.stringify(record)).not.toContain('xxxx');
});

test.each([
  ['cut off', '{"jsonrpc":', 'content-length: 500'],
  ['in chunks that are none', 'zz\r\n', 'transfer-encoding: chunked'],
])('a body that is %s leaves one record', async (_, body, header) => {
  const before = (await server.auditRecords()).length;
  const { host, hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  const head = `POST /mcp HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${await server.token()}\r\n`;
  socket.end(`${head}content-type: application/json\r\naccept: application/json\r\n${header}\r\n\r\n${body}`);
  await vi.waitUntil(async () => (await server.auditRecords()).length > before);
  await setTimeout(100);

  expect((await server.auditRecords()).slice(before)).toEqual([
    expect.objectContaining({ outcome: 'rejected', status: 400 }),
  ]);
});

test('a connection that says nothing, or breaks off, is no request', async () => {
  const before = (await server.auditRecords()).length;
  const { hostname, port } = new URL(server.url);
  for (const bytes of ['', 'POST /mc']) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(bytes);
    socket.resetAndDestroy();
  }
  await setTimeout(100);
  await (await fetch(`${server.origin}/nothing`)).arrayBuffer();

  expect((await server.auditRecords()).slice(before)).toHaveLength(1);
});
