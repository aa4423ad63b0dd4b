import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'acorn';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { bundle } from '../../infra/compute/esbuild-options.ts';
import { lazySchemas } from '../../scripts/bundle/lazy-schemas.ts';
import { rewriteSchemas } from '../../scripts/bundle/rewrite-schemas.ts';

const packages = join(import.meta.dirname, '../../node_modules');
const toSdk = '@modelcontextprotocol/server/dist';

type Schemas = Readonly<Record<string, unknown>>;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lazy-schemas-'));
});
afterAll(() => rm(folder, { recursive: true }));

const inner =
  'buildSchemas2025 as schemas2025, buildSchemas2026 as schemas2026, isJSONRPCResultResponse as isResult, isJSONRPCErrorResponse as isError';

interface Sdk {
  schemas2025(): Schemas;
  schemas2026(): Schemas;
  isResult(value: unknown): boolean;
  isError(value: unknown): boolean;
}

/** The inner parts of the SDK as it has them, or as the bundle does. */
async function sdkWith(plugins: Plugin[]): Promise<Sdk> {
  const sdk = join(folder, toSdk);
  await cp(join(packages, toSdk), sdk, { recursive: true });
  const module = (await readdir(sdk)).find((name) => /^src-.+\.mjs$/.test(name))!;
  const source = await readFile(join(sdk, module), 'utf8');
  await writeFile(join(sdk, module), source.replace(/^export \{/m, `export { ${inner},`));
  const { outputFiles } = await build({
    entryPoints: [join(sdk, module)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    nodePaths: [packages],
    plugins: [...plugins, oneZod],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`);
}

const oneZod: Plugin = {
  name: 'one-zod',
  setup({ onResolve }) {
    onResolve({ filter: /^zod/ }, () => ({ path: import.meta.resolve('zod/v4'), external: true }));
  },
};

const described = (schema: unknown) =>
  schema instanceof z.ZodType && [
    z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }),
    z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }),
  ];

test.each(['2025', '2026'] as const)(
  'the schemas of revision %s are the same when each is made at its first use',
  async (revision) => {
    const part = `schemas${revision}` as const;
    const [eager, lazy] = [(await sdkWith([]))[part](), (await sdkWith([lazySchemas]))[part]()];

    expect(Object.keys(lazy)).toEqual(Object.keys(eager));
    const getters = Object.values(Object.getOwnPropertyDescriptors(lazy)).filter(({ get }) => get);
    expect(getters.length).toBeGreaterThan(50);
    for (const [name, schema] of Object.entries(eager)) {
      expect(described(lazy[name]), name).toEqual(described(schema));
      expect(lazy[name], name).toBe(lazy[name]);
    }
  },
);

test('the guards of answers, which look for a member first, decide as the SDK does', async () => {
  const [original, quick] = [await sdkWith([]), await sdkWith([lazySchemas])];
  const head = { jsonrpc: '2.0', id: 1 };
  const error = { code: -32600, message: 'No' };
  const messages = [
    { ...head, result: {} },
    { ...head, id: 'a', result: { tools: [] } },
    { jsonrpc: '2.0', result: {} },
    { ...head, result: null },
    { ...head, result: undefined },
    { ...head, result: {}, more: 1 },
    { ...head, result: {}, error },
    { ...head, error },
    { jsonrpc: '2.0', error },
    { ...head, error: 'No' },
    { ...head, error: undefined },
    Object.assign(Object.create({ result: {}, error }), head),
    { ...head, method: 'ping' },
    { ...head, method: 'ping', params: { result: {}, error } },
    ...[[], [{ ...head, result: {} }], {}, null, undefined, 'result', 1, () => 0],
  ];

  const decisions = messages.map((message) => [original.isResult(message), original.isError(message)]);
  expect(messages.map((message) => [quick.isResult(message), quick.isError(message)])).toEqual(decisions);
  expect(decisions.flat().filter(Boolean).length).toBeGreaterThanOrEqual(4);
});

function rewrite(source: string, imported: readonly string[] = []) {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  return rewriteSchemas(source, program, new Set(imported));
}

/** What a module's `result` is once rewritten, with the schemas that it has made by then. */
function run(source: string) {
  const made: string[] = [];
  const zod = {
    string: (name: string) => ({ name: made.push(name), optional: () => name, parse: () => name }),
  };
  const body = rewrite(`import * as z from 'zod';${source}`).contents.replace(/import .*?;/, '');
  return { made, result: new Function('z', `${body}; return result;`)(zod) };
}

test('a schema is made once, when it is first used', () => {
  const { made, result } = run(
    "const A = z.string('a'); const B = z.string('b'); const result = () => [A, A, B.optional()];",
  );

  expect(made).toEqual([]);
  const [first, second, third] = result();
  expect([first === second, third, made]).toEqual([true, 'b', ['a', 'b']]);
});

test('a table makes the schema of an entry when it is read', () => {
  const { made, result } = run(
    "const A = z.string('a'); const result = { a: A, 'b/c': z.string('b'), nested: { A } };",
  );

  expect(Object.keys(result)).toEqual(['a', 'b/c', 'nested']);
  expect(made).toEqual([]);
  expect(result['b/c']).toBe(result['b/c']);
  expect(made).toEqual(['b']);
  expect(result.nested.A).toBe(result.a);
  expect(made).toEqual(['b', 'a']);
});

test('what a module makes of schemas at once is made when it is first used', () => {
  const { made, result } = run(
    "const A = z.string('a'); const names = new Set([A.optional()]); const result = () => [...names];",
  );

  expect(made).toEqual([]);
  expect([result(), made]).toEqual([['a'], ['a']]);
});

test('what a schema parses is a value, not a schema', () => {
  const { result } = run(
    "const A = z.string('a'); const result = () => { const value = A.parse(); return value; };",
  );

  expect(result()).toBe('a');
});

test.each([
  ["import * as z from 'zod'; const A = z.string(); function f(A) { return A; }", 'A'],
  ["import * as z from 'zod'; const A = z.string(); const f = ({ a: [A] }) => A;", 'A'],
  ["import * as z from 'zod'; const A = z.string(); try {} catch (A) {}", 'A'],
  ["import { b as B } from './b.mjs'; let B2 = B; { let B = 1; }", 'B'],
])('a name that means a schema and something else ends the build: %s', (source, name) => {
  expect(() => rewrite(source, ['B'])).toThrow(`These names mean a schema and something else: ${name}`);
});

test.each([
  ["export * from './a.mjs';", 'its exports are not one list of names'],
  ["export { b } from './b.mjs';", 'its exports are not one list of names'],
  ['export const c = 1;', 'its exports are not one list of names'],
  ["import * as z from 'zod'; const A = z.string(); export { A };", 'it exports A'],
  ['const SPEC_SCHEMA_KEYS = [];', 'it lacks for (const key'],
])('another SDK ends the build: %s', async (source, reason) => {
  const file = join(folder, toSdk, 'index.mjs');
  await cp(join(packages, toSdk), join(folder, toSdk), { recursive: true });
  await writeFile(file, source);

  const built = build({
    entryPoints: [file],
    bundle: true,
    write: false,
    nodePaths: [packages],
    logLevel: 'silent',
    plugins: [lazySchemas],
  });

  await expect(built).rejects.toThrow(reason);
});

test('zod takes the setting that a bundle begins with: it compiles no parser', () => {
  const name = /^globalThis\.(\w+) = \{ jitless: true \};$/.exec(bundle.banner.js)![1]!;

  expect((globalThis as Record<string, unknown>)[name]).toBe(z.config());
});
