import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allScopes } from '../lambda/auth/scopes.ts';
import { createWireDefinitions } from '../lambda/mcp/methods/wire-definitions.ts';
import { registry } from '../lambda/registry.ts';
import packageJson from '../package.json' with { type: 'json' };

const catalog = createWireDefinitions(registry);
const toolFolder = resolve(import.meta.dirname, '../lambda/tools');

const published = [
  ...catalog.tools.map(({ wire }) => ({ file: `tools/${wire.name}`, content: wire as object })),
  { file: 'resources', content: catalog.resources.map(({ wire }) => wire) },
  { file: 'templates', content: catalog.templates.map(({ wire }) => wire) },
  { file: 'prompts', content: catalog.prompts.map(({ wire }) => wire) },
];

test.each(published)(
  '$file is published as its file says, so that a reviewer sees every change',
  async ({ file, content }) => {
    const snapshot = `public-surface/${file}.json`;

    await expect(`${JSON.stringify(content, null, 2)}\n`).toMatchFileSnapshot(snapshot);
  },
);

test('the folder of published tools has no file of a tool that is gone', () => {
  const files = readdirSync(resolve(import.meta.dirname, 'public-surface/tools'));

  const known = registry.tools.map(({ name }) => `${name}.json`);
  expect(files.filter((file) => !known.includes(file))).toEqual([]);
});

describe.each(registry.tools)('$name', (tool) => {
  const wire = catalog.tools.find((entry) => entry.wire.name === tool.name)!.wire;

  test('has a file of its name', () => {
    expect(readdirSync(toolFolder)).toContain(`${tool.name.replaceAll('_', '-')}.ts`);
  });

  test('has a title, all four annotations and both schemas', () => {
    expect(wire.title).toMatch(/^[A-Z].{3,}/);
    expect(wire.annotations).toEqual({
      readOnlyHint: expect.any(Boolean),
      destructiveHint: expect.any(Boolean),
      idempotentHint: expect.any(Boolean),
      openWorldHint: expect.any(Boolean),
    });
    expect(wire.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(wire.outputSchema).toMatchObject({ type: 'object' });
  });

  test('describes every argument', () => {
    for (const [name, schema] of Object.entries(wire.inputSchema.properties ?? {})) {
      expect(schema, name).toMatchObject({ description: expect.stringMatching(/.{8,}/) });
    }
  });

  test('says when to use it, when not, and what comes next', () => {
    expect(tool.description).toMatch(/Use it /);
    expect(tool.description).toMatch(/\b(?:[Nn]ot|no|otherwise)\b/);
    expect(tool.description).toMatch(/[a-z]+_[a-z]+|search first/);
  });

  test('costs at most 600 tokens', () => {
    // Four characters a token is what English and JSON come to.
    expect(JSON.stringify(wire).length / 4).toBeLessThanOrEqual(600);
  });

  test('writes only with the write or the admin scope, and is cached only when it reads', () => {
    if (!tool.annotations.readOnlyHint) expect(tool.scope).not.toBe('read');
    if (tool.scope === 'write') expect(tool.annotations.readOnlyHint).toBe(false);
    if (tool.cache !== 'never') expect(tool.annotations.readOnlyHint).toBe(true);
  });
});

test('everything that is offered declares a known scope', () => {
  for (const { scope } of [...registry.tools, ...registry.resources, ...registry.prompts]) {
    expect(allScopes).toContain(scope);
  }
});

test('every tool file is in the list', () => {
  const defining = readdirSync(toolFolder).filter((file) =>
    readFileSync(resolve(toolFolder, file), 'utf8').includes('defineTool({'),
  );
  expect(defining.map((file) => file.replace('.ts', '').replaceAll('-', '_')).sort()).toEqual(
    registry.tools.map((tool) => tool.name).sort(),
  );
});

test('the tools that a person without admin rights is offered cost at most 400 tokens each on average, icons included', () => {
  const tools = registry.tools.filter(({ scope }) => scope !== 'admin');
  const offered = createWireDefinitions({ ...registry, tools }, { src: 'https://ops.example.com/icon.svg' });

  expect(JSON.stringify(offered.tools.map(({ wire }) => wire)).length / 4).toBeLessThanOrEqual(
    400 * tools.length,
  );
});

test('docs/server.json is what the MCP registry takes (server.schema.json of 2025-12-11)', async () => {
  const variable = z.strictObject({
    description: z.string(),
    isRequired: z.boolean(),
    placeholder: z.string(),
  });
  const serverJson = z.strictObject({
    $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
    name: z
      .string()
      .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)
      .max(200),
    title: z.string().min(1).max(100),
    description: z.string().min(1).max(100),
    version: z.literal(packageJson.version),
    remotes: z.tuple([
      z.strictObject({
        type: z.literal('streamable-http'),
        url: z.string().regex(/^https:\/\/\S+\/mcp$/),
        variables: z.record(z.string(), variable),
      }),
    ]),
  });
  const file = resolve(import.meta.dirname, '../docs/server.json');

  const { remotes } = serverJson.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect([...remotes[0].url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(
    Object.keys(remotes[0].variables),
  );
});
