import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ticket } from '../../lambda/tickets/ticket.ts';

const script = fileURLToPath(import.meta.resolve('./ticket-creator.ts'));

/** Starts a process that will file one ticket `times` times at once, and waits until it is ready for that. */
export async function startTicketCreator(endpoint: string, tableName: string, times: number) {
  const child = fork(script, [endpoint, tableName, String(times)], { execArgv: [] });
  const ended = once(child, 'exit');
  await once(child, 'message');

  return {
    async create(): Promise<{ status: string; ticket: Ticket }[]> {
      child.send('go');
      const [results] = await once(child, 'message');
      await ended;
      return results;
    },
    /** Starts the work, and returns the signal that ended the process in the midst of it. */
    async createUntilKilled(): Promise<NodeJS.Signals | null> {
      child.send('go');
      const [, signal] = await ended;
      return signal;
    },
    kill: () => child.kill('SIGKILL'),
  };
}
