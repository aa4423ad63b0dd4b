import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { ServerEnded, startServer } from '../support/server.ts';
import { startTable } from '../support/table.ts';

/** Keeps calling over one connection that is kept alive, until an answer says that it is closed. */
async function client(
  url: string,
  token: string,
  body: string,
  sent: () => void,
): Promise<(number | string)[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: (number | string)[] = [];
  for (;;) {
    const call = request(url, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
    });
    sent();
    call.end(body);
    try {
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      for await (const _ of response);
      outcomes.push(response.statusCode!);
      if (response.headers.connection === 'close') return outcomes;
    } catch (error) {
      outcomes.push((error as NodeJS.ErrnoException).code ?? String(error));
      return outcomes;
    }
  }
}

test('a signal to stop loses no request: not one under way, not one on a kept connection', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint, async (_, forward) => {
    await setTimeout(50);
    return forward();
  });
  const server = await startServer({
    DYNAMODB_ENDPOINT: proxy.endpoint,
    TABLE_NAME: table.tableName,
    LIMIT_CALLER_PER_MINUTE: '100000',
    LIMIT_CREATE_TICKET_PER_MINUTE: '100000',
  });
  const token = await server.token();
  const args = (at: number) => ({
    title: `Filed while stopping ${at}`,
    body: 'While the server stops.',
    confirm: true,
  });
  let sent = 0;
  const clients = Array.from({ length: 12 }, (_, at) => {
    const params =
      at % 2 ? { name: 'create_ticket', arguments: args(at) } : { name: 'list_tickets', arguments: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id: at, method: 'tools/call', params });
    return client(server.url, token, body, () => {
      sent += 1;
    });
  });
  await vi.waitUntil(() => sent > 60, { timeout: 240_000 });

  const code = await server.stop();
  const outcomes = (await Promise.all(clients)).flat();

  expect(code).toBe(0);
  expect(outcomes.length).toBeGreaterThan(48);
  expect(new Set(outcomes)).toEqual(new Set([200]));
});

test('an audit file in a folder that is missing stops the start, and says so', async () => {
  const ended = await startServer({ AUDIT_FILE: '/tmp/no/such/folder/audit.jsonl' }).catch(
    (error: unknown) => error,
  );

  expect(ended).toBeInstanceOf(ServerEnded);
  expect((ended as ServerEnded).output).toMatch(/^AUDIT_FILE: no record could be kept there: ENOENT/m);
  expect((ended as ServerEnded).output).not.toMatch(/\n\s+at /);
});
