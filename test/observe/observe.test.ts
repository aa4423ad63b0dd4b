import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { freePort } from '../support/server.ts';

const start = join(import.meta.dirname, '../../scripts/dev/start.ts');
const chromiumPath = '/usr/bin/chromium';

/** `npm start -- --observe` with its output in a pipe; ready when it has said where the charts are. */
async function observed(env: Record<string, string> = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const process_ = spawn(process.execPath, [start, '--observe'], {
    env: { ...process.env, PORT: String(await freePort()), DATA_DIR: folder.path, ...env },
  });
  let output = '';
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [, url] = await vi.waitUntil(() => /Charts at (\S+)/.exec(output), { timeout: 240_000 });
  return {
    charts: url!,
    mcp: /URL +(\S+)/.exec(output)![1]!,
    token: /Token +(\S+)/.exec(output)![1]!,
    output: () => output,
    async stop(signal: NodeJS.Signals): Promise<number | null> {
      if (process_.exitCode !== null) return process_.exitCode;
      const exit = once(process_, 'exit');
      process_.kill(signal);
      const [code] = await exit;
      await folder.remove();
      return code;
    },
  };
}

async function callTool(url: string, token: string, name: string, args: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  expect(response.status).toBe(200);
}

test('a call shows on the page and, when it ends, in the table; SIGTERM ends both processes well', async () => {
  const server = await observed();
  await callTool(server.mcp, server.token, 'lookup_inventory', { query: 'laptop' });
  await callTool(server.mcp, server.token, 'get_policy', { doc_id: 'no-such-policy' });

  const parts = await vi.waitUntil(async () => {
    const text = await (await fetch(new URL('parts', server.charts))).text();
    return (
      text.includes('get_policy') &&
      text.includes('NOT_FOUND') &&
      (JSON.parse(text) as Record<string, string>)
    );
  });
  expect(parts.tools).toContain('lookup_inventory');
  expect(parts.traces).toContain('aria-label="auth');
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(server.output()).toMatch(/^lookup_inventory +1 +0/m);
  expect(server.output()).toMatch(/^get_policy +1 +1/m);
  expect(server.output()).not.toContain('"audit":true');
  await expect(fetch(server.mcp)).rejects.toThrow();
});

test('a server that does not start says why, and its exit code is kept', async () => {
  const failed = spawn(process.execPath, [start, '--observe'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'LOUD' },
  });
  let complaint = '';
  failed.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(failed, 'exit');

  expect(code).toBe(1);
  expect(complaint).toContain('LOG_LEVEL: expected');
});

test.skipIf(!existsSync(chromiumPath))(
  'in a browser the page follows what happens, until it is paused',
  async () => {
    const server = await observed();
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(server.charts);

      await callTool(server.mcp, server.token, 'list_tickets', {});
      await page.getByRole('rowheader', { name: 'list_tickets', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await callTool(server.mcp, server.token, 'get_ticket', { ticket_id: 'TKT-001' });
      await page.waitForTimeout(1_500);
      expect(await page.getByRole('rowheader', { name: 'get_ticket', exact: true }).count()).toBe(0);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('rowheader', { name: 'get_ticket', exact: true }).waitFor();

      expect(complaints).toEqual([]);
      await server.stop('SIGTERM');
      await page.getByText('The server has ended.').waitFor();
    } finally {
      await browser.close();
      await server.stop('SIGTERM');
    }
  },
);
