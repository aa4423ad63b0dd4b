import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import {
  defineTool,
  readOnly,
  type ToolContext,
  type UncachedTool,
} from '../../lambda/mcp/definitions/define-tool.ts';
import { InputRequired, ToolResponse } from '../../lambda/mcp/definitions/tool-response.ts';
import { answerOf, postOf, startApp, type TestApp } from '../support/app.ts';

const picture = { type: 'image' as const, data: 'iVBORw0KGgo=', mimeType: 'image/png' };
const question = (field: string) => ({
  method: 'elicitation/create' as const,
  params: {
    mode: 'form' as const,
    message: `${field}?`,
    requestedSchema: { type: 'object' as const, properties: { [field]: { type: 'string' as const } } },
  },
});

const chart = tool(
  'chart',
  async () => new ToolResponse([picture], { points: [1, 2] }),
  z.object({ points: z.array(z.number()) }),
);
const pictureOnly = tool('picture_only', async () => new ToolResponse([picture]));
const undeclared = tool('undeclared', async () => ({ points: [1] }));
const asking = tool(
  'asking',
  async ({ clientInput: { responses, state } }) => {
    const { name } = (responses.name as { content?: { name?: string } } | undefined)?.content ?? {};
    if (state !== undefined) return { state };
    return name === undefined
      ? new InputRequired({ name: question('name') })
      : new InputRequired({ size: question('size') }, { name });
  },
  z.object({ state: z.unknown() }),
);
const demanding: UncachedTool = {
  ...tool('demanding', async () => ({ ran: true }), z.object({ ran: z.boolean() })),
  requiredCapabilities: { sampling: {} },
};

let app: TestApp;
beforeAll(async () => {
  app = await startApp(
    {},
    { tools: [chart, pictureOnly, undeclared, asking, demanding], resources: [], prompts: [] },
  );
});
afterAll(() => app[Symbol.asyncDispose]());

async function call(name: string, extra: object = {}, subject = 'alice') {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const response = await app.app(
    postOf(
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {}, ...extra, _meta } },
      {
        authorization: `Bearer ${await app.token({ subject })}`,
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
    ),
  );
  return { status: response.status, ...answerOf(response) };
}

test('data and blocks go out together, the data as structure and as text', async () => {
  expect((await call('chart')).result).toMatchObject({
    structuredContent: { points: [1, 2] },
    content: [{ type: 'text', text: '{"points":[1,2]}' }, picture],
  });
});

test('blocks alone have no structure, and their tool lists no output schema', async () => {
  const { result } = await call('picture_only');

  expect(result?.content).toEqual([picture]);
  expect(result).not.toHaveProperty('structuredContent');
});

test('data that the tool has not declared never leaves the server', async () => {
  const { result } = await call('undeclared');

  expect(result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('INTERNAL_ERROR') }],
  });
  expect(JSON.stringify(result)).not.toContain('points');
});

test('a second question brings back what the first answer said, for its own caller only', async () => {
  const first = await call('asking');
  const second = await call('asking', {
    requestState: first.result!.requestState,
    inputResponses: { name: { action: 'accept', content: { name: 'Kim' } } },
  });
  const requestState = second.result!.requestState as string;

  expect(second.result).toMatchObject({
    resultType: 'input_required',
    inputRequests: { size: expect.anything() },
  });
  expect((await call('asking', { requestState })).result).toMatchObject({
    structuredContent: { state: { name: 'Kim' } },
  });
  expect((await call('asking', { requestState }, 'mallory')).error).toMatchObject({ code: -32602 });
  expect((await call('asking', { requestState, arguments: { nested: { x: 1 } } })).error).toMatchObject({
    code: -32602,
  });
  expect((await call('asking', { requestState: `${requestState}x` })).error).toMatchObject({ code: -32602 });
});

test('a tool that needs a capability does not run for a client without it', async () => {
  expect(await call('demanding')).toMatchObject({
    status: 400,
    error: { code: -32021, data: { requiredCapabilities: { sampling: {} } } },
  });
});

function tool(
  name: string,
  run: (context: ToolContext) => ReturnType<UncachedTool['run']>,
  output?: z.ZodObject,
): UncachedTool {
  return defineTool({
    name,
    title: name,
    description: name,
    scope: 'read',
    limit: { perMinute: 1_000 },
    cache: 'never',
    annotations: readOnly,
    input: z.looseObject({}),
    ...(output && { output }),
    run: (_input, context) => run(context),
  });
}
