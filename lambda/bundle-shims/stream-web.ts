/**
 * Replaces `node:stream/web` in the bundle, which is slow to load (infra/compute/esbuild-options.ts). Only middy
 * imports it, to detect bodies that are web streams; no body here is one.
 */
export class ReadableStream {}
