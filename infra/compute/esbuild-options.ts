import type { BuildOptions } from 'esbuild';

/** How esbuild makes one file of a function, the same for the stack and for a build by hand; run it at the repository's root. */
export const bundle = {
  bundle: true,
  platform: 'node',
  // The sources run on Node 24 as they are; told `node24`, esbuild makes each \p{…} expression anew at every use.
  target: 'esnext',
  // An ES module's `import 'node:http'` loads undici at every cold start; `require` does not.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  minify: true,
  // Data stays beside the bundle: V8 reads it as JSON, which is faster than as code, and only when it is needed.
  loader: { '.json': 'copy' },
  // Korean texts as they are: escaped, they take twice the bytes.
  charset: 'utf8',
  mainFields: ['module', 'main'],
  // A parser that zod compiles pays only after more calls than most instances live to see, and evaluates text as code.
  banner: { js: 'globalThis.__zod_globalConfig = { jitless: true };' },
  // For what packages do at once that no call needs: each file says what it saves.
  alias: {
    '@modelcontextprotocol/server/_shims': './lambda/bundle-shims/sdk-shims.ts',
    'node:stream/web': './lambda/bundle-shims/stream-web.ts',
  },
} as const satisfies BuildOptions;

/**
 * NODE_OPTIONS of the server's function. V8's own choice lets the garbage of streamed answers grow to 250 MB before it
 * looks; with these it stays at half of that, for no more processor time (docs/performance.md).
 */
export const nodeOptions = '--max-semi-space-size=8 --max-old-space-size=768';
