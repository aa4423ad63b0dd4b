import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const realRegistry = join(import.meta.dirname, '../../../lambda/registry.ts');

/** Builds the product with this number of generated tools, of typical size, instead of its own. */
export function numberOfTools(count: number): Plugin {
  return {
    name: 'number-of-tools',
    setup(build) {
      build.onResolve({ filter: /\/registry\.ts$/ }, ({ importer }) =>
        importer === realRegistry ? undefined : { path: realRegistry, namespace: 'number-of-tools' },
      );
      build.onLoad({ filter: /.*/, namespace: 'number-of-tools' }, () => ({
        resolveDir: join(realRegistry, '..'),
        loader: 'ts',
        contents: `
          import * as z from 'zod';
          import { registry as real } from ${JSON.stringify(realRegistry)};
          import { readOnly } from './mcp/definitions/define-tool.ts';
          const tools = Array.from({ length: ${count} }, (_, at) => ({
            name: 'echo_' + at,
            title: 'Echo',
            description: 'Says a message. Use it to see whether the server can be reached.',
            scope: 'read',
            limit: { perMinute: 100 },
            cache: 'never',
            annotations: readOnly,
            input: z.strictObject({ message: z.string().min(1).max(500).describe('What to say') }),
            output: z.object({ message: z.string() }),
            run: async ({ message }) => ({ message }),
          }));
          export const registry = { ...real, tools };
        `,
      }));
    },
  };
}
