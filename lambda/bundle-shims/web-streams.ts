/**
 * What the bundle gets for `node:stream/web`, of which middy asks whether an answer is one: ours are strings, and the
 * real module takes 2 ms of a cold start.
 */
export class ReadableStream {}
