import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What the SDK runs at each start to fill its tables of all types, `isSpecType` and `specTypeSchemas`, which nothing here reads. */
const fillTables = [
  'for (const key of SPEC_SCHEMA_KEYS) register(key, schemas_exports[key]);\n',
  'for (const [key, schema] of Object.entries(authSchemas)) register(key, schema);\n',
];

/** A schema of the SDK: up to the line that ends its statement. */
const topLevelSchema = /^const (\w+Schema) = (\w+[.(][\s\S]*?);\n(?![\t})\]])/gm;

/** Lets esbuild drop the schemas of the SDK that nothing refers to: those of sign-in and of clients. */
export const withoutSpecTypes: Plugin = {
  name: 'without-spec-types',
  setup({ onLoad }) {
    onLoad(
      { filter: /@modelcontextprotocol[\\/]server[\\/]dist[\\/]src-[^\\/]+\.mjs$/ },
      async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        for (const statement of fillTables) {
          if (!contents.includes(statement)) throw new Error(`${path} is another SDK: it lacks ${statement}`);
          contents = contents.replace(statement, '');
        }
        return { contents: withPureSchemas(contents), loader: 'js' };
      },
    );
    onLoad({ filter: /@modelcontextprotocol[\\/]core[\\/]dist[\\/][^\\/]+\.mjs$/ }, async ({ path }) => ({
      contents: withPureSchemas(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

function withPureSchemas(source: string): string {
  return source.replace(topLevelSchema, 'const $1 = /* @__PURE__ */ (() => $2)();\n');
}
