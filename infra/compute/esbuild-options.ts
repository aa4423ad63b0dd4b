import type { BuildOptions } from 'esbuild';

/** esbuild options for the stack and for `npm run build`. esbuild must run in the repository's root. */
export const bundle = {
  bundle: true,
  platform: 'node',
  // Node 24 needs no transformation. With the target `node24`, esbuild would create each \p{…} expression anew at every
  // use.
  target: 'esnext',
  // `import 'node:http'` in an ES module loads undici at every cold start; `require` does not.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  minify: true,
  // Data stays in JSON files beside the bundle: V8 parses JSON faster than code, and only when it is needed.
  loader: { '.json': 'copy' },
  // Escaped Korean text would take twice the bytes.
  charset: 'utf8',
  mainFields: ['module', 'main'],
  // Switches off zod's compiled parsers: they save time only after more calls than most instances receive, and they
  // evaluate text as code.
  banner: { js: 'globalThis.__zod_globalConfig = { jitless: true };' },
  // Shims for package code that runs at load time but is never needed; each file states its saving.
  alias: {
    '@modelcontextprotocol/server/_shims': './lambda/bundle-shims/sdk-shims.ts',
    'node:stream/web': './lambda/bundle-shims/stream-web.ts',
  },
} as const satisfies BuildOptions;

/**
 * NODE_OPTIONS of the server's function. By default, V8 lets the garbage of streamed answers grow far before it
 * collects it; these limits cost no CPU time (docs/performance.md).
 */
export const nodeOptions = '--max-semi-space-size=8 --max-old-space-size=768';
