import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
}, 120_000);
afterAll(() => server.stop());

test.each(['', 'authorization: Bearer made.up.token\r\n'])(
  'a body without a good token (%j) is refused before it is read',
  async (authorization) => {
    const { host, hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST /mcp HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 9000000\r\n${authorization}\r\n{`,
    );

    // The rest of the body is never sent.
    const [answer] = await once(socket, 'data');

    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 401 /);
  },
);
