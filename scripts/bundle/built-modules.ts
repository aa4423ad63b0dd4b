import type { Plugin } from 'esbuild';

/**
 * Runs each `*.built.ts` during the build, so that its result is not computed at every start; its default export is a
 * text or an object of texts. Short results become part of the bundle; others become files in V8's own encoding of
 * Korean, which need no decoding and parsing.
 */
export const builtModules: Plugin = {
  name: 'built-modules',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.built\.ts$/ }, async ({ path }) => {
      const { default: value } = await import(path);
      if (value.length <= longestInlined) return { contents: JSON.stringify(value), loader: 'json' };
      const names = typeof value === 'string' ? undefined : Object.keys(value);
      return {
        contents: [
          `import { readFileSync } from 'node:fs';`,
          `import file from ${JSON.stringify(`${path}${extension}`)};`,
          `const texts = readFileSync(__dirname + '/' + file, 'utf16le').split('\\0');`,
          `export default ${names ? `{ ${names.map((name, at) => `${name}: texts[${at}]`)} }` : 'texts[0]'};`,
        ].join('\n'),
      };
    });
    onResolve({ filter: /\.built\.ts\.utf16$/ }, ({ path }) => ({ path, namespace: 'built' }));
    onLoad({ filter: /.*/, namespace: 'built' }, async ({ path }) => {
      const { default: value } = await import(path.slice(0, -extension.length));
      const texts: string[] = typeof value === 'string' ? [value] : Object.values(value);
      return { contents: Buffer.from(texts.join('\0'), 'utf16le'), loader: 'file' };
    });
  },
};

const extension = '.utf16';
const longestInlined = 2_000;
