/**
 * What the bundle gets for `node:stream/web`, which takes long to load (infra/compute/esbuild-options.ts). Only middy imports
 * it, to ask whether a body is such a stream; no body here is one.
 */
export class ReadableStream {}
