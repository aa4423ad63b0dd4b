import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, clientVersions, connect, type TestClient } from './support/clients.ts';
import { type RunningServer, startServer } from './support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});

describe.each(clientVersions)('a day with the client %s', (kind) => {
  let client: TestClient;
  const subject = kind.replace(/\W/g, '-');

  beforeAll(async () => {
    client = await connect(kind, server.url, await server.token({ subject }));
  });
  afterAll(() => client.close());

  test('goes from stock to policy to a filed, moved and read ticket', async () => {
    const stock = await call(client, 'lookup_inventory', { query: '노트북' });
    expect(stock).toMatchObject({ total: expect.any(Number), items: expect.any(Array) });
    expect((stock as { items: { category: string }[] }).items[0]?.category).toBe('laptop');

    const found = (await call(client, 'search_policy', { query: 'VPN while working abroad' })) as {
      results: { doc_id: string; resource_uri: string }[];
    };
    expect(found.results[0]?.doc_id).toMatch(/^(remote-work|vpn)-en$/);
    const document = JSON.stringify(await client.readResource({ uri: found.results[0]!.resource_uri }));
    expect(document).toContain('doc_id');

    const draft = {
      title: `Laptop for ${subject}`,
      body: 'The old one no longer charges.',
      priority: 'HIGH',
    };
    const preview = await call(client, 'create_ticket', draft);
    expect(preview).toMatchObject({ status: 'preview', ticket: { title: draft.title, priority: 'high' } });
    expect(await call(client, 'list_tickets')).toMatchObject({ tickets: [] });

    const created = (await call(client, 'create_ticket', { ...draft, confirm: true })) as {
      status: string;
      ticket: { ticket_id: string };
    };
    expect(created).toMatchObject({
      status: 'created',
      ticket: { status: 'open', created_by: subject, version: 1 },
    });
    const again = await call(client, 'create_ticket', { ...draft, confirm: true });
    expect(again).toMatchObject({ status: 'duplicate', ticket: { ticket_id: created.ticket.ticket_id } });
    expect(await call(client, 'list_tickets')).toMatchObject({ tickets: [{ title: draft.title }] });

    const { ticket_id } = created.ticket;
    const moved = await call(client, 'update_ticket_status', {
      ticket_id,
      status: 'in_progress',
      note: 'On it',
    });
    expect(moved).toMatchObject({ ticket: { status: 'in_progress', version: 2 } });
    expect(await call(client, 'get_ticket', { ticket_id })).toMatchObject({
      ticket: { ticket_id, status: 'in_progress' },
      history: [
        { from: null, to: 'open', by: subject },
        { from: 'open', to: 'in_progress', by: subject, note: 'On it' },
      ],
    });
  });
});
