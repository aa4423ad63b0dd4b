import { setTimeout } from 'node:timers/promises';
import { keys } from '../../../../lambda/dynamodb/table-schema.ts';
import type { SampleServer } from './sample-server.ts';

export interface TrafficOptions {
  /** Number of repetitions of the calls. */
  readonly rounds: number;
  readonly pauseMs: number;
}

/**
 * Simulates normal use, clients that exceed their limits, and each kind of error once, so that every metric gets a
 * value.
 */
export async function runTraffic(server: SampleServer, { rounds, pauseMs }: TrafficOptions): Promise<void> {
  const { issuer, url } = server;
  const tokens = new Map<string, string>();
  const as = async (subject: string, scope = 'read write') => {
    const token = tokens.get(subject) ?? (await issuer.token(subject, scope));
    tokens.set(subject, token);
    return createSampleClient(url, token);
  };

  await (await as('alice')).method('tools/list'); // the issuer is still down
  issuer.down = false;
  await setTimeout(1_100); // the server does not fetch keys again within a second of a failure
  const admin = await as('root', 'read admin');
  await admin.tool('incident_report', { issue: 'Nobody gets in', affected_system: 'VPN' });
  await admin.tool('usage_report', {});
  await admin.tool('ticket_report', {});
  // Every tool must fail once.
  await admin.tool('incident_report', {});
  await admin.tool('usage_report', { no_such_argument: 1 });
  await admin.tool('ticket_report', { days: 0 });
  await server.runCanary();

  for (let round = 0; round < rounds; round++) {
    for (const subject of teams[round % teams.length]!) await sendWork(await as(subject), subject, round);
    if (round % 4 === 1)
      await sendInvalidCalls(
        await as('newcomer'),
        await as('reader', 'read'),
        createSampleClient(url, 'no.token.atall'),
      );
    if (round === Math.floor(rounds / 2)) await causeFailures(server, await as('newcomer'));
    if (round === Math.floor(rounds / 4)) await sendBurst(await as('script'));
    await setTimeout(pauseMs);
  }
  await (await as('root', 'read admin')).tool('import_data', {
    kind: 'inventory',
    name: 'stock.csv',
    text: 'item_id,name,category,quantity,location\nDEMO-1,Lamp,other,3,Seoul',
  });
  await server.runCanary();
  await server.countTickets();
}

/** Errors that the server or its store causes. */
async function causeFailures({ db, store }: SampleServer, asker: SampleClient): Promise<void> {
  // An incomplete record makes get_ticket fail.
  await db.transact([{ put: { ...keys.ticket('TKT-990'), ticket_id: 'TKT-990', created_by: 'newcomer' } }]);
  await asker.tool('get_ticket', { ticket_id: 'TKT-990' });
  store.down = true;
  await asker.tool('list_tickets', {});
  await asker.tool('create_ticket', ticketOf('newcomer', 99));
  store.down = false;
}

/**
 * Exceeds a tool's limit, then the caller's total. The calls are parallel, so that a slow machine does not refill the
 * limits.
 */
async function sendBurst(asker: SampleClient): Promise<void> {
  const burst = (length: number, name: string, args: object) =>
    Promise.all(Array.from({ length }, () => asker.tool(name, args)));
  await burst(90, 'get_ticket', { ticket_id: 'TKT-001' });
  // Twice the total: a busy table makes the server count some calls in memory, separately from the others.
  await burst(240, 'no_such_tool', {});
}

/** Callers take turns, so that none reaches a limit. */
const teams = [
  ['alice', 'bob', 'minji'],
  ['jun', 'dana', 'seoyeon'],
  ['emil', 'carla', 'hyun'],
  ['nora', 'omar', 'yuna'],
];

type SampleClient = ReturnType<typeof createSampleClient>;

async function sendWork(asker: SampleClient, subject: string, round: number): Promise<void> {
  await asker.method('tools/list');
  await asker.tool('lookup_inventory', { query: ['laptop', 'monitor', '노트북'][round % 3] });
  await asker.tool('search_policy', { query: ['vpn', 'expenses', '재택근무'][round % 3] });
  await asker.tool('get_policy', { doc_id: 'vpn-en' });
  const ticket = ticketOf(subject, round);
  const { ticket_id } = await asker.tool('create_ticket', ticket);
  if (round % 2 === 0) await asker.tool('create_ticket', ticket); // a duplicate request
  await asker.tool('get_ticket', { ticket_id });
  const moves = ['in_progress', ...(round % 2 === 0 ? ['resolved', 'closed'] : [])];
  for (const status of moves) await asker.tool('update_ticket_status', { ticket_id, status });
  await asker.tool('list_tickets', {});
  await asker.method('resources/read', { uri: 'inventory://status' });
}

function ticketOf(subject: string, round: number) {
  return {
    title: `Screen ${round} of ${subject} flickers`,
    body: 'Since this morning, whenever the lid is moved.',
    priority: 'low',
    confirm: true,
  };
}

/** Invalid arguments of every kind, missing permissions, invalid tokens. */
async function sendInvalidCalls(
  asker: SampleClient,
  reader: SampleClient,
  unauthenticated: SampleClient,
): Promise<void> {
  for (const name of ['lookup_inventory', 'list_tickets']) await asker.tool(name, { limit: 0 });
  await asker.tool('search_policy', {});
  await asker.tool('get_policy', { doc_id: 'no-such-policy' });
  await asker.tool('create_ticket', { title: 'x' });
  await asker.tool('import_data', {});
  await asker.tool('get_ticket', { ticket_id: 'TKT-989' });
  const { ticket_id } = await asker.tool('create_ticket', ticketOf('newcomer', 0));
  await asker.tool('update_ticket_status', { ticket_id, status: 'closed' });
  await asker.tool('drop_tables', {});
  await reader.tool('create_ticket', ticketOf('reader', 0));
  await asker.method('tools/list', {}, { origin: 'https://elsewhere.example' });
  await unauthenticated.method('tools/list');
}

let nextId = 1;

/** A 2025 client without an SDK; it ignores the answers, because only the metrics matter. */
function createSampleClient(url: string, token: string) {
  async function method(name: string, params: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: nextId++, method: name, params }),
    });
    return (await response.json()) as {
      result?: { structuredContent?: { ticket?: { ticket_id?: string } } };
    };
  }
  return {
    method,
    async tool(name: string, args: object): Promise<{ ticket_id?: string | undefined }> {
      const { result } = await method('tools/call', { name, arguments: args });
      return { ticket_id: result?.structuredContent?.ticket?.ticket_id };
    },
  };
}
