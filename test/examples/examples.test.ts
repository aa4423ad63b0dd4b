import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';

const examples = join(import.meta.dirname, '../../examples');
const noKeys = { ANTHROPIC_API_KEY: '', OPENAI_API_KEY: '', GEMINI_API_KEY: '' };
let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(examples, file), ...args], {
    env: {
      ...process.env,
      ...noKeys,
      OPS_ASSISTANT_URL: server.url,
      OPS_ASSISTANT_TOKEN: await server.token(),
      ...env,
    },
  });
  return stdout;
}

describe('examples/chat', () => {
  test.each([
    ['How many laptops are left?', 'lookup_inventory', /"category":"laptop"/],
    ['노트북 몇 대 남았어?', 'lookup_inventory', /"category":"laptop"/],
    ['How many days a week can I work from home?', 'search_policy', /up to 2 days a week/],
    ['Which of my tickets are open?', 'list_tickets', /TKT-\d+|"tickets":\[\]/],
    ['File a ticket: the printer is jammed.', 'create_ticket', /preview|confirm/i],
  ])('without a key, "%s" calls %s and shows the call', async (question, tool, result) => {
    const output = await run('chat/chat.ts', [question]);

    expect(output).toContain('Model: scripted\n');
    expect(output).toMatch(new RegExp(`^→ ${tool} \\{`, 'm'));
    expect(output).toMatch(/^← \d+ characters$/m);
    expect(output).toMatch(result);
  });

  test('without a token it says where to get one', async () => {
    await expect(run('chat/chat.ts', ['hello'], { OPS_ASSISTANT_TOKEN: '' })).rejects.toThrow(
      /Set OPS_ASSISTANT_TOKEN/,
    );
  });

  describe.each(apis())('with a key of $name', ({ variable, path, callTool, answer, hasResult }) => {
    let api: Server;
    const requests: { url: string; body: unknown }[] = [];
    beforeAll(async () => {
      api = createServer(async (request, response) => {
        requests.push({ url: request.url!, body: await json(request) });
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(requests.length === 1 ? callTool : answer));
      });
      await once(api.listen(0, '127.0.0.1'), 'listening');
    });
    afterAll(() => api.close());

    test('the model calls a tool, reads its result and answers', async () => {
      const output = await run('chat/chat.ts', ['How many laptops are left?'], {
        [variable]: 'a-key',
        MODEL: 'a-model',
        MODEL_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      });

      expect(output).toContain('→ lookup_inventory {"query":"macbook"}');
      expect(output).toMatch(/There are some\.\n$/);
      expect(requests.map(({ url }) => url)).toEqual([path, path]);
      expect(JSON.stringify(requests[0]!.body)).toContain('search_policy');
      expect(JSON.stringify(requests[1]!.body)).toMatch(hasResult);
    });
  });

  test("an API's refusal is told, with its status", async () => {
    const api = createServer((_, response) => response.writeHead(401).end('{"error":"bad key"}'));
    await once(api.listen(0, '127.0.0.1'), 'listening');
    const env = {
      ANTHROPIC_API_KEY: 'wrong',
      MODEL_BASE_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    };

    await expect(run('chat/chat.ts', ['hello'], env)).rejects.toThrow(/answered 401: .*bad key/);
    api.close();
  });
});

describe('examples/pipeline', () => {
  test('files one ticket for what runs low, with the policy; a second run names the same ticket', async () => {
    const first = await run('pipeline/pipeline.ts', []);
    const ticket = /^ticket {2}(TKT-\d+) \(created\)$/m.exec(first)?.[1];

    expect(first).toMatch(/^low {5}.+\(\d+\)/m);
    expect(first).toMatch(/^policy {2}expenses/m);
    expect(ticket).toBeDefined();
    expect(await run('pipeline/pipeline.ts', [])).toContain(`ticket  ${ticket} (duplicate)`);
  });

  test('files nothing when nothing runs low', async () => {
    expect(await run('pipeline/pipeline.ts', ['cable'])).toBe('Nothing runs low.\n');
  });

  test('repeats what the server says of a category that there is not', async () => {
    await expect(run('pipeline/pipeline.ts', ['no-such-category'])).rejects.toThrow(/category/);
  });
});

/** The three APIs as their documents describe them: a first answer that calls a tool, and a last one. */
function apis() {
  const query = { query: 'macbook' };
  const text = 'There are some.';
  return [
    {
      name: 'Anthropic',
      variable: 'ANTHROPIC_API_KEY',
      path: '/v1/messages',
      callTool: { content: [{ type: 'tool_use', id: 'c1', name: 'lookup_inventory', input: query }] },
      answer: { content: [{ type: 'text', text }] },
      hasResult: /"type":"tool_result","tool_use_id":"c1","content":".*MacBook/,
    },
    {
      name: 'OpenAI',
      variable: 'OPENAI_API_KEY',
      path: '/v1/chat/completions',
      callTool: {
        choices: [
          {
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [
                {
                  id: 'c1',
                  type: 'function',
                  function: { name: 'lookup_inventory', arguments: JSON.stringify(query) },
                },
              ],
            },
          },
        ],
      },
      answer: { choices: [{ message: { role: 'assistant', content: text } }] },
      hasResult: /"role":"tool","tool_call_id":"c1","content":".*MacBook/,
    },
    {
      name: 'Gemini',
      variable: 'GEMINI_API_KEY',
      path: '/v1beta/models/a-model:generateContent',
      callTool: {
        candidates: [
          {
            content: {
              role: 'model',
              parts: [{ functionCall: { name: 'lookup_inventory', args: query } }],
            },
          },
        ],
      },
      answer: { candidates: [{ content: { role: 'model', parts: [{ text }] } }] },
      hasResult: /"functionResponse":\{"name":"lookup_inventory","response":\{"result":".*MacBook/,
    },
  ];
}
