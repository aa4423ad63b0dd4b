import type { Plugin } from 'esbuild';

/**
 * Runs each `*.built.ts` while the bundle is built and puts the value of its default export there as JSON beside the bundle.
 * Such a module holds what follows from the sources alone and would take time at every start.
 */
export const builtModules: Plugin = {
  name: 'built-modules',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.built\.ts$/ }, ({ path }) => ({
      contents: `export { default } from ${JSON.stringify(`${path}.json`)};`,
    }));
    onResolve({ filter: /\.built\.ts\.json$/ }, ({ path }) => ({ path, namespace: 'built' }));
    onLoad({ filter: /.*/, namespace: 'built' }, async ({ path }) => {
      const module = await import(path.slice(0, -'.json'.length));
      return { contents: JSON.stringify(module.default), loader: 'copy' };
    });
  },
};
