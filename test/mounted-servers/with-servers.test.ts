import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { call, connect } from '../support/clients.ts';
import { startServer } from '../support/server.ts';

test('npm start -- --with-servers has the example servers behind the door, and without it they are out again', {
  timeout: 300_000,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const names = async (args: readonly string[]) => {
    const server = await startServer({}, dataDir, args);
    const client = await connect('v2 2026-07-28', server.url, await server.token());
    const { tools } = await client.listTools();
    const answers = args.length > 0 && [
      await call(client, 'hr_who_is_away', { date: '2026-12-24' }),
      await call(client, 'fin_find_contract', { query: 'VPN' }),
    ];
    await client.close();
    const code = await server.stop();
    return {
      code,
      mounted: tools.map(({ name }) => name).filter((name) => /^(?:hr|fin)_/.test(name)),
      answers,
    };
  };

  const withThem = await names(['--with-servers']);
  const without = await names([]);

  expect(withThem).toEqual({
    code: 0,
    mounted: ['fin_budget_status', 'fin_find_contract', 'hr_leave_balance', 'hr_on_call', 'hr_who_is_away'],
    answers: [
      { date: '2026-12-24', away: ['Kim Minji', 'Park Seoyeon'] },
      { query: 'VPN', contracts: [expect.objectContaining({ supplier: 'Hangang Networks' })] },
    ],
  });
  expect(without).toEqual({ code: 0, mounted: [], answers: false });
  await rm(dataDir, { recursive: true, force: true });
});
