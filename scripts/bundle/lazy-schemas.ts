import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ImportDeclaration, type Program, parse } from 'acorn';
import type { Plugin } from 'esbuild';
import { rewriteSchemas } from './rewrite-schemas.ts';

/** Modules of the SDK that create or import schemas. */
const sdkModules = /@modelcontextprotocol[\\/](?:core|server|client)[\\/]dist[\\/].+\.mjs$/;
/** The SDK's public modules. They must export schemas, not functions that create them. */
const entryPoints = /(?:server|client)[\\/]dist[\\/]index\.mjs$/;

/**
 * The SDK fills its tables of all types (`isSpecType`, `specTypeSchemas`) at each start, but nothing here reads them.
 */
const fillTables = [
  'for (const key of SPEC_SCHEMA_KEYS) register(key, schemas_exports[key]);\n',
  'for (const [key, schema] of Object.entries(authSchemas)) register(key, schema);\n',
];

/**
 * The SDK tests each incoming message with these guards several times. Most messages are requests, which lack the
 * required member.
 */
const guards = [
  ['isJSONRPCResultResponse', 'JSONRPCResultResponseSchema', 'result'],
  ['isJSONRPCErrorResponse', 'JSONRPCErrorResponseSchema', 'error'],
] as const;

interface Module {
  readonly contents: string;
  /** Exports that are functions after the rewrite. */
  readonly lazy: ReadonlySet<string>;
}

/** Creates each schema of the SDK at its first use. esbuild then drops the unused ones. */
export const lazySchemas: Plugin = {
  name: 'lazy-schemas',
  setup({ onLoad, resolve }) {
    const modules = new Map<string, Promise<Module>>();
    onLoad({ filter: sdkModules }, async ({ path }) => ({ contents: (await load(path)).contents }));

    function load(path: string): Promise<Module> {
      const module = modules.get(path) ?? rewrite(path);
      modules.set(path, module);
      return module;
    }

    async function rewrite(path: string): Promise<Module> {
      const source = withQuickGuards(path, withoutTables(path, await readFile(path, 'utf8')));
      const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
      const imported = new Set<string>();
      for (const statement of program.body) {
        if (statement.type !== 'ImportDeclaration') continue;
        const lazy = await lazyExportsOf(String(statement.source.value), path);
        for (const [name, local] of importsOf(statement)) if (lazy.has(name)) imported.add(local);
      }
      const { contents, lazy } = rewriteSchemas(source, program, imported);
      const names = exportsOf(path, program).flatMap(([name, local]) => (lazy.has(local) ? [name] : []));
      if (names.length > 0 && entryPoints.test(path)) throw unknownSdk(path, `it exports ${names}`);
      return { contents, lazy: new Set(names) };
    }

    async function lazyExportsOf(source: string, importer: string): Promise<ReadonlySet<string>> {
      const options = { importer, resolveDir: dirname(importer), kind: 'import-statement' } as const;
      const { path } = await resolve(source, options);
      return sdkModules.test(path) ? (await load(path)).lazy : new Set();
    }
  },
};

function withoutTables(path: string, source: string): string {
  if (!source.includes('SPEC_SCHEMA_KEYS')) return source;
  return fillTables.reduce((rest, statement) => {
    if (!rest.includes(statement)) throw unknownSdk(path, `it lacks ${statement}`);
    return rest.replace(statement, '');
  }, source);
}

/** Makes the guards check for a required member before they parse with the schema. */
function withQuickGuards(path: string, source: string): string {
  if (!source.includes('const isJSONRPCResultResponse =')) return source;
  return guards.reduce((rest, [name, schema, member]) => {
    const guard = `const ${name} = (value) => ${schema}.safeParse(value).success;`;
    if (!rest.includes(guard)) throw unknownSdk(path, `it lacks ${guard}`);
    const hasMember = `typeof value === 'object' && value !== null && '${member}' in value`;
    return rest.replace(
      guard,
      `const ${name} = (value) => ${hasMember} && ${schema}.safeParse(value).success;`,
    );
  }, source);
}

/** Each imported name with its local name; an import of a whole module has none. */
function importsOf({ specifiers }: ImportDeclaration): [name: string, local: string][] {
  return specifiers.map((each) => [
    each.type === 'ImportSpecifier' && each.imported.type === 'Identifier' ? each.imported.name : '',
    each.local.name,
  ]);
}

function exportsOf(path: string, { body }: Program): [name: string, local: string][] {
  return body.flatMap((statement) => {
    if (!statement.type.startsWith('Export')) return [];
    if (statement.type !== 'ExportNamedDeclaration' || statement.source || statement.declaration) {
      throw unknownSdk(path, 'its exports are not one list of names');
    }
    return statement.specifiers.map(({ exported, local }): [string, string] => [
      exported.type === 'Identifier' ? exported.name : '',
      local.type === 'Identifier' ? local.name : '',
    ]);
  });
}

function unknownSdk(path: string, reason: string): Error {
  return new Error(`${path} is not the SDK that scripts/bundle/lazy-schemas.ts knows: ${reason}.`);
}
