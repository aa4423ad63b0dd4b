/** The files and insertions of a new tool, resource or prompt; paths are below the repository's root. */
export interface Scaffold {
  readonly files: Readonly<Record<string, string>>;
  /** `text` is inserted before the last occurrence of `before`. */
  readonly insertions: readonly { readonly path: string; readonly before: string; readonly text: string }[];
  readonly next: readonly string[];
}

const words = (name: string) => name.replaceAll('_', ' ');
const title = (name: string) => words(name).replace(/^./, (letter) => letter.toUpperCase());
const kebab = (name: string) => name.replaceAll('_', '-');
const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const texts = 'lambda/landing-page/catalog-texts.ts';

/** An import and an entry in a folder's list, and the Korean text of the landing page under `key`. */
function listed(folder: string, name: string, key: string) {
  const path = `lambda/${folder}/index.ts`;
  return [
    {
      path: texts,
      before: '};\n\n/** ',
      text: `  '${key}': ['새 항목', '무엇을 하는지 한 문장으로 쓰세요.'],\n`,
    },
    { path, before: '];', text: `  ${camel(name)},\n` },
    { path, before: '\n/** Every', text: `import { ${camel(name)} } from './${kebab(name)}.ts';\n` },
  ];
}

/** An example question for a tool, and the initial values of the landing page's form. */
function example(key: string, question: string, values: string) {
  return {
    path: 'lambda/landing-page/examples.ts',
    before: '};',
    text: `  '${key}': { ${question}arguments: ${values} },\n`,
  };
}

/** A toolset of its own, so that the tool can be called below `/mcp/x/` immediately. */
function ownToolset(name: string, members: string) {
  return {
    path: 'lambda/access/toolsets.ts',
    before: '};\n\n/** Part of every toolset',
    text: `  ${name}: { ${members}, resources: [] },\n`,
  };
}

export function toolFiles(name: string): Scaffold {
  const test = `test/tools/${kebab(name)}.test.ts`;
  return {
    files: {
      [`lambda/tools/${kebab(name)}.ts`]: `import * as z from 'zod';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { text } from '../schemas/fields.ts';

export const ${camel(name)} = defineTool({
  name: '${name}',
  title: '${title(name)}',
  description:
    'Returns the text that it was given. Use it to try a new tool; do not use it for stock, which is lookup_inventory.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: 'never',
  annotations: readOnly,

  input: z.strictObject({ query: text(1, 100).describe('What to return') }),
  output: z.object({ result: z.string() }),

  async run({ query }) {
    return { result: query };
  },
});
`,
      [test]: `import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, callForError, clientVersions } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test.each(clientVersions)('answers the client %s', async (version) => {
  const client = await server.connect(version, { scope: 'read' });

  expect(await call(client, '${name}', { query: 'hello' })).toEqual({ result: 'hello' });
});

test('refuses a call without its argument, by name', async () => {
  const client = await server.connect('v2 2026-07-28', { scope: 'read' });

  expect(await callForError(client, '${name}', {})).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('query'),
  });
});
`,
    },
    insertions: [
      ...listed('tools', name, name),
      ownToolset(name, `tools: ['${name}'], prompts: []`),
      example(name, "question: ['What is hello?', '안녕이 뭐야?'], ", "{ query: 'hello' }"),
      {
        path: '.env.example',
        before: "\n# Maximum size of a request's body, in bytes.",
        text: `LIMIT_${name.toUpperCase()}_PER_MINUTE=30\n`,
      },
    ],
    next: [
      'Next:',
      `  1. Write what it does: title, description, input, output and run in lambda/tools/${kebab(name)}.ts.`,
      `  2. Adapt ${test}, and run: npx vitest run ${test}`,
      '  3. Accept the new public list (test/public-surface): npx vitest run test/tools-contract.test.ts -u',
      '  4. Write its Korean texts in lambda/landing-page/catalog-texts.ts and its example in examples.ts. Then: npm run docs',
      '  5. Move it from its own toolset to a suitable one: lambda/access/toolsets.ts.',
      '  6. If the tool changes other data than tickets, adapt the text that people consent to: the texts of the',
      '     scopes in lambda/auth/scopes.ts and scripts/local/authorization-server/sign-in-translations.ts.',
      '  7. npm test',
    ],
  };
}

export function resourceFiles(name: string): Scaffold {
  const uri = `ops://${kebab(name)}`;
  return {
    files: {
      [`lambda/resources/${kebab(name)}.ts`]: `import type { Resource } from '../mcp/definitions/define-resource.ts';

export const ${camel(name)}: Resource = {
  uri: '${uri}',
  name: '${kebab(name)}',
  title: '${title(name)}',
  description: 'A new resource: describe what it holds and when to read it.',
  mimeType: 'application/json',
  scope: 'read',
  async read() {
    return JSON.stringify({ status: 'ok' });
  },
};
`,
      [`test/resources/${kebab(name)}.test.ts`]: `import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('can be read with the read scope', async () => {
  const token = await server.token({ scope: 'read' });

  const { result } = await server.ask('resources/read', { uri: '${uri}' }, { token });

  expect(result).toMatchObject({ contents: [{ uri: '${uri}', text: '{"status":"ok"}' }] });
});
`,
    },
    insertions: listed('resources', name, uri),
    next: [
      'Next: write its content, adapt its test, then run npm test. If two resources match a URI, the first in the list is used.',
    ],
  };
}

export function promptFiles(name: string): Scaffold {
  return {
    files: {
      [`lambda/prompts/${kebab(name)}.ts`]: `import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { text } from '../schemas/fields.ts';

export const ${camel(name)} = definePrompt({
  name: '${name}',
  title: '${title(name)}',
  description: 'A new prompt: describe what it makes the assistant do.',
  scope: 'read',
  arguments: z.strictObject({ topic: text(1, 200).describe('What it is about') }),
  messages: async ({ topic }) => [
    { text: \`Help me with this topic: \${topic}. Answer in the language that the person uses.\` },
  ],
});
`,
      [`test/prompts/${kebab(name)}.test.ts`]: `import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('names its topic', async () => {
  const { result } = await server.ask('prompts/get', { name: '${name}', arguments: { topic: 'printers' } });

  expect(JSON.stringify(result)).toContain('printers');
});
`,
    },
    insertions: [
      ...listed('prompts', name, `prompt:${name}`),
      ownToolset(`${name}_prompt`, `tools: [], prompts: ['${name}']`),
      example(`prompt:${name}`, '', "{ topic: 'printers' }"),
      { path: texts, before: '};', text: `  '${name}.topic': '무엇에 대한 것인지',\n` },
    ],
    next: [
      'Next: write its messages, adapt its test, move it to a suitable toolset (lambda/access/toolsets.ts), then npm test.',
    ],
  };
}
