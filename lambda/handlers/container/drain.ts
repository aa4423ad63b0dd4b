import type { Server, ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';

interface Drain {
  /** In this time every answer closes its connection; then idle connections are closed. */
  readonly idleMs: number;
  /** After this time, open requests are cut off. */
  readonly totalMs: number;
}

const pollMs = 25;

/**
 * Returns a function that ends the server without losing a request. Closing an idle connection at once could reset a
 * request that is on its way, so clients are first told to close, and new connections are still served.
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
    await until(idleMs, async () => {
      // Lets the event loop accept queued connections, which closing the server would reset.
      await setImmediate();
      return (await connectionsOf(server)) === 0;
    });
    server.close();
    await until(totalMs - idleMs, async () => open.size === 0);
    // The remaining connections have not sent the head of a request.
    server.closeAllConnections();
  };
}

async function until(ms: number, isDone: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end && !(await isDone())) await setTimeout(pollMs);
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
