import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let server: TestServer;
let door: FrontDoor;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  door = await serveFrontDoor(server);
  token = await server.token();
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A request whose body is announced and only begun. */
async function begin(
  request: string,
  headers: string,
  bytes: number,
): Promise<{ socket: Socket; answer(): string }> {
  const { host, hostname, port } = new URL(door.origin);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `${request} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 9000000\r\n${headers}\r\n${' '.repeat(bytes)}`,
  );
  return { socket, answer: () => answer };
}

test.each([
  ['POST /mcp', 401],
  ['OPTIONS /mcp', 403],
  ['GET /health', 200],
  ['HEAD /', 200],
  ['GET /.well-known/oauth-protected-resource', 200],
  ['PUT /anything', 404],
  ['POST /mcp', 401, 'authorization: Bearer made.up.token\r\n'],
])('%s without a good token is answered before its body has come', async (request, status, headers = '') => {
  const { socket, answer } = await begin(request, `origin: https://a.example\r\n${headers}`, 1_000);
  await vi.waitUntil(() => answer() !== '');
  socket.destroy();

  expect(answer()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('many bodies that are never finished are held up to a bound, and the next ones are refused', async () => {
  const begun = await Promise.all(
    Array.from({ length: 80 }, () =>
      begin('POST /mcp', `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n`, 1_000_000),
    ),
  );
  const refused = () => begun.filter(({ answer }) => answer().startsWith('HTTP/1.1 429 '));
  await vi.waitUntil(() => refused().length >= 12, { timeout: 240_000 });
  const waiting = begun.filter(({ answer }) => answer() === '').length;
  for (const { socket } of begun) socket.destroy();

  expect(waiting).toBeGreaterThanOrEqual(60);
  const onRecord = door.accessLog.filter(({ error_code }) => error_code === 'THROTTLED');
  expect(onRecord.length).toBeGreaterThanOrEqual(refused().length);
  // What the others held is free again.
  await vi.waitUntil(
    async () => (await post('{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).status === 200,
  );
});

test.each([
  [2_000_000, 'The request body must not exceed 1048576 bytes.'],
  [11_000_000, 'The request is too large. 요청이 너무 큽니다.'],
])('a body of %i bytes is refused with 413', async (bytes, message) => {
  const response = await post(`"${'é'.repeat(bytes / 2)}"`);

  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { message } });
});

function post(body: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json',
  };
  return fetch(`${door.origin}/mcp`, { method: 'POST', headers, body });
}
