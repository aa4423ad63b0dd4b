import type { Server, ServerResponse } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';

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
    await until(idleMs, async () => {
      // The event loop accepts what the kernel has queued; closing the server would reset it.
      await setImmediate();
      return (await connectionsOf(server)) === 0;
    });
    server.close();
    await until(totalMs - idleMs, async () => open.size === 0);
    // What is left has not sent the head of a request.
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
