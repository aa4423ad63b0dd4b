import { type Message, post } from './post.ts';
import type { Servers } from './servers.ts';
import { call } from './simulated-callers.ts';

export interface LimitCheck {
  readonly what: string;
  readonly sent: number;
  readonly admitted: number;
  /** The limit, plus the calls that were refilled during the requests. */
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * One person sends more concurrent requests than a limit allows, to all servers. Together, the servers must allow the
 * limit once, not once per server.
 */
export async function checkLimits({ urls, token }: Servers): Promise<LimitCheck[]> {
  const lookUps = Array.from({ length: 90 }, () => call('lookup_inventory', { query: 'macbook' }));
  const callsOfAllTools = [
    ...Array.from({ length: 30 }, () => call('lookup_inventory', { query: 'macbook' })),
    ...Array.from({ length: 20 }, () => call('search_policy', { query: 'vpn' })),
    ...Array.from({ length: 30 }, () => call('get_policy', { doc_id: 'vpn' })),
    ...Array.from({ length: 30 }, () => call('list_tickets', {})),
    ...Array.from({ length: 30 }, () => call('get_ticket', { ticket_id: 'TKT-001' })),
  ];
  return [
    await burst(urls, await token('burst-one-tool'), lookUps, {
      what: 'lookup_inventory, 30 a minute',
      perMinute: 30,
    }),
    await burst(urls, await token('burst-all-tools'), callsOfAllTools, {
      what: 'all of a caller’s calls, 100 a minute',
      perMinute: 100,
    }),
  ];
}

async function burst(
  urls: readonly string[],
  token: string,
  messages: readonly Message[],
  { what, perMinute }: { what: string; perMinute: number },
): Promise<LimitCheck> {
  const startedAt = performance.now();
  const answers = await Promise.all(
    messages.map((message, at) => post(urls[at % urls.length]!, token, message, at % 4 < 2)),
  );
  const minutes = (performance.now() - startedAt) / 60_000;
  const unexpected = answers.find(({ ended }) => !['ok', 'RATE_LIMITED', '429'].includes(ended));
  if (unexpected) throw new Error(`A call of the burst ended with ${unexpected.ended}.`);
  return {
    what,
    sent: messages.length,
    admitted: answers.filter(({ ended }) => ended === 'ok').length,
    atLeast: perMinute,
    atMost: perMinute + Math.ceil(minutes * perMinute),
  };
}
