/**
 * What @middy/core gets in the bundle for node:stream/web, which every start would load: it only asks whether a body is such
 * a stream, and none is (lambda/handlers/create-handler.ts).
 */
export class ReadableStream {}
