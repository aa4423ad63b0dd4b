import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy.ts';
import { call, connect } from '../support/clients.ts';
import { freePort } from '../support/server.ts';
import { applyBlock, runLine, type StartedServer, startServer, type Workshop } from './documented-steps.ts';
import { blocksOf, commandsOf } from './markdown.ts';

/**
 * What a person does who follows the README in a clean clone, by the lines that stand there. `npm ci` is left out:
 * the copy has the packages of this checkout.
 */
describe('the first hour', { timeout: 300_000 }, () => {
  let copy: CheckoutCopy;
  let dataDir: string;
  let workshop: Workshop;
  let server: StartedServer;
  let readme: string;

  beforeAll(async () => {
    copy = await copyCheckout();
    dataDir = await mkdtemp(join(tmpdir(), 'first-hour-'));
    const { VITEST, VITEST_POOL_ID, VITEST_WORKER_ID, NODE_OPTIONS, ...inherited } = process.env;
    workshop = {
      root: copy.root,
      env: {
        ...inherited,
        PORT: String(await freePort()),
        METRICS_PORT: String(await freePort()),
        DATA_DIR: dataDir,
        LC_ALL: 'C.UTF-8',
        NO_COLOR: '1',
      },
    };
    readme = await readFile(join(copy.root, 'README.md'), 'utf8');
    server = await startServer(workshop, line('npm start'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    await copy[Symbol.asyncDispose]();
  });

  /** The line of the README that begins so. */
  function line(beginning: string, page = readme): string {
    const found = commandsOf(page).find((command) => command.startsWith(beginning));
    if (!found) throw new Error(`no page says ${beginning}`);
    return found;
  }

  test('the first question has the answer that the README shows', async () => {
    const shown = JSON.parse(blocksOf(readme).find(({ language }) => language === 'json')!.text);

    const answer = JSON.parse(await runLine(workshop, line('npx ops-assistant call search_policy')));

    for (const [field, text] of Object.entries<string>(shown)) {
      expect(answer.results[0][field]).toContain(text.replaceAll('…', '').trim());
    }
  });

  test('a client connects with the printed URL and token', async () => {
    const client = await connect('v1', server.url, server.token);

    expect(await call(client, 'lookup_inventory', { query: '노트북' })).toMatchObject({ total: 5 });
    await client.close();
  });

  test('an own spreadsheet is answered from in Korean, while the server runs', async () => {
    const spreadsheet = blocksOf(readme).find(({ file }) => file === 'stock.csv')!;
    await applyBlock(workshop, spreadsheet);

    await runLine(workshop, line('npm run import -- --inventory stock.csv'));
    const answer = JSON.parse(await runLine(workshop, line('npx ops-assistant call lookup_inventory')));

    expect(answer).toMatchObject({ total: 1, items: [{ item_id: 'LAB-2201', quantity: 3 }] });
  });

  test('the tool of docs/adding-a-tool.md is built from its blocks, tested and called', async () => {
    const page = await readFile(join(copy.root, 'docs/adding-a-tool.md'), 'utf8');
    await runLine(workshop, line('npx ops-assistant new tool', page));
    for (const block of blocksOf(page).filter(({ file }) => file)) await applyBlock(workshop, block);
    for (const beginning of ['npx vitest', 'npm run docs', 'npm run cost', 'npx biome']) {
      await runLine(workshop, line(beginning, page));
    }
    await runLine(workshop, 'npx tsc --noEmit --incremental false');
    const tests = ['test/tools/adjust-stock.test.ts', 'test/tools-contract.test.ts', 'test/landing-page/'];
    await runLine(workshop, `npx vitest run --exclude '**/*.browser.test.ts' ${tests.join(' ')}`);

    await server.stop();
    server = await startServer(workshop, line('npm start'));
    const command = line('npx ops-assistant call adjust_stock', page);
    const [preview, done] = [
      await runLine(workshop, command),
      await runLine(workshop, `${command} confirm=true`),
    ];

    expect(JSON.parse(preview)).toMatchObject({ status: 'preview' });
    expect(JSON.parse(done)).toMatchObject({ status: 'adjusted', quantity: 11 });
    const client = await connect('v1', server.url, server.token);
    expect(await call(client, 'lookup_inventory', { query: 'MacBook Pro 14' })).toMatchObject({
      items: [{ item_id: 'INV-001', quantity: 11 }],
    });
    await client.close();
  });

  test('the stack is synthesised', async () => {
    await runLine(workshop, line('npm run synth'));

    const template = await stat(join(copy.root, 'cdk.out/OpsAssistant-dev.template.json'));
    expect(template.size).toBeGreaterThan(50_000);
  });
});
