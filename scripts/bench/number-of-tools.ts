import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const realSurface = join(import.meta.dirname, '../../lambda/surface.ts');

/** Builds the product with that many tools: the real ones over and over, under other names. */
export function numberOfTools(count: number): Plugin {
  return {
    name: 'number-of-tools',
    setup(build) {
      build.onResolve({ filter: /\/surface\.ts$/ }, ({ importer }) =>
        importer === realSurface ? undefined : { path: realSurface, namespace: 'number-of-tools' },
      );
      build.onLoad({ filter: /.*/, namespace: 'number-of-tools' }, () => ({
        resolveDir: join(realSurface, '..'),
        loader: 'ts',
        contents: `
          import { surface as real } from ${JSON.stringify(realSurface)};
          const tools = Array.from({ length: ${count} }, (_, at) => {
            const tool = real.tools[at % real.tools.length];
            return { ...tool, name: tool.name + '_' + at };
          });
          export const surface = { ...real, tools };
        `,
      }));
    },
  };
}
