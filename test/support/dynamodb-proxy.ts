import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Decides what becomes of the `number`th request (from 1); without an answer the connection breaks off. */
export type Intercept = (
  request: { readonly number: number; readonly operation: string; readonly body: string },
  forward: () => Promise<Answer>,
) => Promise<Answer | undefined>;

export interface DynamoDBProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** What was asked for so far, such as `GetItem`. */
  readonly operations: string[];
}

/** Stands between the code and a DynamoDB, counts the requests and can lose any of them. */
export async function startProxy(target: string, intercept: Intercept = (_, forward) => forward()) {
  const operations: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const forward = () =>
      send(target, String(request.headers['x-amz-target']), request.headers.authorization, body);
    const answer = await intercept(
      { number: operations.push(operation), operation, body: String(body) },
      forward,
    ).catch(lostOnTheWay);
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  } satisfies DynamoDBProxy;
}

/** The table closes a connection that was idle just as it is used again: the client sends the request anew. */
function lostOnTheWay(error: unknown): undefined {
  if (!(error instanceof TypeError && error.message === 'fetch failed')) throw error;
}

/** What DynamoDB answers when other transactions hold the items of this one; the embedded one never gets there. */
export function conflictOf(items: number): Answer {
  const reasons = Array.from({ length: items }, (_, at) => ({
    Code: at === items - 1 ? 'TransactionConflict' : 'None',
  }));
  return {
    status: 400,
    body: JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
      CancellationReasons: reasons,
    }),
  };
}

async function send(target: string, operation: string, authorization = '', body: Buffer): Promise<Answer> {
  const headers = { 'x-amz-target': operation, authorization, 'content-type': 'application/x-amz-json-1.0' };
  const response = await fetch(target, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}
