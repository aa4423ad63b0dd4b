import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

interface Drain {
  /** Clients leave in this time, as every answer closes its connection; then idle connections are closed. */
  readonly idleMs: number;
  /** No request is waited for any longer. */
  readonly totalMs: number;
}

const pollMs = 25;

/**
 * Returns what ends the server without losing a request. Closing an idle connection at once would reset a request
 * that is on its way, so clients are first told to leave, and new connections are served until they have.
 */
export function prepareDrain(server: Server): (drain: Drain) => Promise<void> {
  const open = new Set<ServerResponse>();
  let draining = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (draining) response.setHeader('connection', 'close');
    open.add(response);
    response.once('close', () => open.delete(response));
  });

  return async ({ idleMs, totalMs }) => {
    draining = true;
    for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
    const startedAt = Date.now();
    const until = async (ms: number, isDone: () => Promise<boolean>) => {
      while (Date.now() - startedAt < ms && !(await isDone())) await setTimeout(pollMs);
    };
    await until(idleMs, async () => (await connectionsOf(server)) === 0);
    const closed = once(server.close(), 'close').then(() => true);
    await until(totalMs, () => {
      server.closeIdleConnections();
      return Promise.race([closed, setTimeout(pollMs, false)]);
    });
    server.closeAllConnections();
  };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
