import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBodyReader } from '../../lambda/handlers/container/read-body.ts';

const maxUnfinished = 300_000;

let port: number;
let outcomes: Map<string, string>;
let close: () => void;
const sockets: Socket[] = [];

beforeEach(async () => {
  const read = createBodyReader(maxUnfinished);
  outcomes = new Map();
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await read(request).catch((error: Error) => error.message);
    outcomes.set(request.url!, typeof body === 'string' ? body : `${body.length} bytes`);
    response.end(outcomes.get(request.url!));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  close();
});

/** Sends `sent` of `length` bytes; the rest never comes. */
async function begin(path: string, sent: number, length = 5_000_000): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
  socket.write(Buffer.alloc(sent, 'x'));
  return socket;
}

const post = async (path: string, bytes: number) =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'x'.repeat(bytes) })).text();

test('bodies that never end give way, the oldest first, and whole ones are read', async () => {
  const first = await begin('/first', 200_000);
  await begin('/second', 60_000);
  const answer = once(first, 'data');

  expect(await post('/whole', 100_000)).toBe('100000 bytes');
  expect(String((await answer)[0])).toContain('THROTTLED');
  expect(outcomes.get('/second')).toBeUndefined();
});

test('what a refused body still sends takes no room', async () => {
  const socket = await begin('/first', maxUnfinished + 1);
  await once(socket, 'data');
  socket.write(Buffer.alloc(maxUnfinished * 3, 'x'));

  expect(await post('/whole', 250_000)).toBe('250000 bytes');
});

test('room comes back when a client leaves, and when a body was read', async () => {
  for (let i = 0; i < 4; i += 1) {
    const socket = await begin(`/left-${i}`, 200_000);
    await expect.poll(() => post('/whole', 50_000)).toBe('50000 bytes');
    socket.destroy();
    await expect.poll(() => outcomes.get(`/left-${i}`)).toContain('The client left');
    expect(await post('/whole', 250_000)).toBe('250000 bytes');
  }
});

test('a body above the limit of a request is refused before it has arrived whole', async () => {
  const read = createBodyReader();
  const server = createServer(async (request, response) => response.end(String(await read(request))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    method: 'POST',
    body: 'x'.repeat(11_000_000),
  });
  expect(await answer.text()).toBe('REQUEST_TOO_LARGE');
  server.closeAllConnections();
  server.close();
});
