import type { BuildOptions } from 'esbuild';

/** How esbuild makes one file of a function, the same for the stack and for a build by hand; run it at the repository's root. */
export const bundle = {
  bundle: true,
  platform: 'node',
  // The sources run on Node 24 as they are; told `node24`, esbuild makes each \p{…} expression anew at every use.
  target: 'esnext',
  // An ES module's `import 'node:http'` loads undici, which costs a cold start some 80 ms; `require` doesn't.
  format: 'cjs',
  supported: { 'dynamic-import': false },
  minify: true,
  mainFields: ['module', 'main'],
  alias: {
    // The SDK's own shims bring a JSON Schema validator and build every schema of both eras at once.
    '@modelcontextprotocol/server/_shims': './lambda/mcp/sdk-shims.ts',
    // Made at once, all the schemas of SDK and tools are a seventh of a cold start.
    zod: './lambda/lazy-zod.ts',
    'zod/v4': './lambda/lazy-zod.ts',
  },
} as const satisfies BuildOptions;

/**
 * NODE_OPTIONS of the server's function. V8's own choice lets the garbage of streamed answers grow to 250 MB before it
 * looks; with these it stays at half of that, for no more processor time (docs/performance.md).
 */
export const nodeOptions = '--max-semi-space-size=8 --max-old-space-size=768';
