import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

// A process of its own: `node instant-store.ts URL` stands before the DynamoDB at URL and answers each kind of request
// the first time as that one did, and from then on at once. So the time of an emulated database can be told apart.

const behind = process.argv[2];
if (!behind) throw new Error('node instant-store.ts URL');

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const answers = new Map<string, Promise<Answer>>();

const server = createServer(async (request, response) => {
  const body = await buffer(request);
  const operation = String(request.headers['x-amz-target']);
  const kind = `${operation} ${kindOfKey(JSON.parse(body.toString()))}`;
  let answer = answers.get(kind);
  if (!answer) {
    answer = ask(request.headers.authorization ?? '', operation, body);
    answers.set(kind, answer);
  }
  const { status, body: answered } = await answer;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answered);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

interface Input {
  readonly Key?: { readonly pk: { readonly S: string } };
  readonly ExpressionAttributeValues?: { readonly ':pk'?: { readonly S: string } };
}

/** `TICKET#TKT-001` is of the kind TICKET. */
function kindOfKey({ Key, ExpressionAttributeValues }: Input): string {
  const pk = Key?.pk ?? ExpressionAttributeValues?.[':pk'];
  return pk?.S.split('#')[0] ?? '';
}

function ask(authorization: string, operation: string, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization,
      'x-amz-target': operation,
      'x-amz-date': '20260101T000000Z',
      'content-type': 'application/x-amz-json-1.0',
    };
    httpRequest(behind!, { method: 'POST', headers }, async (answer) => {
      resolve({ status: answer.statusCode ?? 500, body: await buffer(answer) });
    })
      .on('error', reject)
      .end(body);
  });
}
