import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

// `node instant-store.ts URL` runs as a separate process in front of the DynamoDB at URL. It forwards the first request
// of each kind and replays the answer afterwards, to exclude the time of an emulated database. It parses only as much
// HTTP as our requests need, because Node's server is slower than the measured work.

const upstreamUrl = process.argv[2];
if (!upstreamUrl) throw new Error('node instant-store.ts URL');

const answers = new Map<string, Promise<Buffer>>();

const server = createServer((socket) => {
  let received = '';
  socket.setNoDelay().setEncoding('latin1'); // one character per byte
  socket.on('data', (part: string) => {
    received += part;
    for (let end = endOfRequest(received); end !== undefined; end = endOfRequest(received)) {
      void answer(received.slice(0, end), socket);
      received = received.slice(end);
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

function endOfRequest(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  const end = head + 4 + Number(/^content-length: (\d+)/im.exec(text)?.[1]);
  return head >= 0 && text.length >= end ? end : undefined;
}

async function answer(text: string, socket: Socket): Promise<void> {
  const operation = /^x-amz-target: (\S+)/im.exec(text)![1]!;
  const kind = `${operation} ${partitionOf(text)}`;
  let answered = answers.get(kind);
  if (!answered) {
    answered = ask(operation, text);
    answers.set(kind, answered);
  }
  socket.write(await answered);
}

/** `TICKET#TKT-001` is of the kind TICKET; a transaction has no single partition. */
function partitionOf(text: string): string {
  if (text.includes('TransactItems')) return '';
  return /":?pk":\{"S":"([^#"]*)/.exec(text)?.[1] ?? '';
}

async function ask(operation: string, text: string): Promise<Buffer> {
  const headers = {
    authorization: /^authorization: (.*)\r$/im.exec(text)![1],
    'x-amz-target': operation,
    'x-amz-date': '20260101T000000Z',
    'content-type': 'application/x-amz-json-1.0',
  };
  const forwarded = httpRequest(upstreamUrl!, { method: 'POST', headers });
  forwarded.end(Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1'));
  const [response] = await once(forwarded, 'response');
  const body = await buffer(response);
  const head = [
    `HTTP/1.1 ${response.statusCode} ${response.statusMessage}`,
    'content-type: application/x-amz-json-1.0',
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
