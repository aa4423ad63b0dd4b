import type { BuildOptions } from 'esbuild';

/** How esbuild makes one file of a function, the same for the stack and for a build by hand; run it at the repository's root. */
export const bundle = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ES module's `import 'node:http'` loads undici, which costs a cold start some 80 ms; `require` doesn't.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  minify: true,
  mainFields: ['module', 'main'],
  // The SDK's default JSON Schema validator is Ajv: 130 KB that nothing here uses.
  alias: {
    '@modelcontextprotocol/server/_shims':
      './node_modules/@modelcontextprotocol/server/dist/shimsWorkerd.mjs',
  },
} as const satisfies BuildOptions;
