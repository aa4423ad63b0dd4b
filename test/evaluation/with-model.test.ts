import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { requests } from './evaluation.ts';

// A process of its own takes long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const script = join(import.meta.dirname, 'with-model.ts');
const noKeys = { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: '', GEMINI_API_KEY: '' };
const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, [script, '2'], { env: { ...process.env, ...noKeys, ...env } });

test('a model that makes the right call passes, and one that makes another does not', async () => {
  const api = createServer(async (incoming, response) => {
    const { messages } = (await json(incoming)) as { messages: { content: unknown }[] };
    const at = requests.findIndex(({ ask }) => ask === messages[0]!.content);
    const { tool, args } = requests[at]!.calls[0]!;
    const call = {
      type: 'tool_use',
      id: '1',
      name: at === 0 ? tool : 'list_tickets',
      input: at === 0 ? args : {},
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ content: messages.length > 1 ? [{ type: 'text', text: 'Done.' }] : [call] }),
    );
  });
  await once(api.listen(0, '127.0.0.1'), 'listening');
  const { port } = api.address() as AddressInfo;
  const env = { ANTHROPIC_API_KEY: 'key', MODEL: 'stand-in', MODEL_BASE_URL: `http://127.0.0.1:${port}` };

  const { stdout } = await run(env);
  api.close();
  expect(stdout).toContain(`✓ ${requests[0]!.ask} → lookup_inventory\n`);
  expect(stdout).toContain(`✗ ${requests[1]!.ask} → list_tickets\n`);
  expect(stdout).toContain('stand-in: 1 of 2\n');
});

test('without a key it says which to set', async () => {
  await expect(run({})).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('ANTHROPIC_API_KEY'),
  });
});
