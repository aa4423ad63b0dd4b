// Run in a process of its own: `node bundle-process.mjs FOLDER`. Starts the function in FOLDER as Lambda does, hands it
// the events that come as messages, and sends back each answer, with the modules and files that are loaded by then.
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: { from: (stream, head) => Object.assign(stream, { head }) },
};

const { handler } = await import(`${process.argv[2]}/mcp-bootstrap.mjs`);
process.send(loaded());

process.on('message', async (event) => {
  const stream = new PassThrough();
  const [body] = await Promise.all([text(stream), handler(event, stream, {})]);
  process.send({ status: stream.head.statusCode, body, ...loaded() });
});

function loaded() {
  const files = Object.keys(createRequire(import.meta.url).cache);
  return { modules: process.moduleLoadList, files };
}
