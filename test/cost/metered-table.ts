import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What DynamoDB would charge for the requests that went through. */
export interface Meter extends AsyncDisposable {
  readonly endpoint: string;
  writeUnits: number;
  readUnits: number;
}

interface Request {
  readonly Item?: object;
  readonly TransactItems?: readonly Record<string, { readonly Item?: object }>[];
}

/**
 * Stands before a DynamoDB and counts as its price list does: a write of up to 1 KB is one unit, two in a transaction,
 * and one more where the item is in the index; a consistent read of up to 4 KB is one unit.
 */
export async function startMeter(target: string): Promise<Meter> {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1]!;
    const body = (await json(request)) as Request;
    const answer = await fetch(target, {
      method: 'POST',
      headers: {
        'x-amz-target': String(request.headers['x-amz-target']),
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    count(meter, operation, body, text.length);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const meter: Meter = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writeUnits: 0,
    readUnits: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return meter;
}

function count(meter: Meter, operation: string, body: Request, answerBytes: number): void {
  if (operation === 'UpdateItem')
    meter.writeUnits += 1; // the counter and the limits: small items
  else if (operation === 'TransactWriteItems') meter.writeUnits += unitsOf(body);
  else meter.readUnits += Math.ceil(answerBytes / 4_096);
}

function unitsOf({ TransactItems = [] }: Request): number {
  return TransactItems.reduce((sum, write) => {
    const { Put } = write;
    const kilobytes = Put ? Math.ceil(JSON.stringify(Put.Item).length / 1_024) : 1;
    const indexed = JSON.stringify(Put?.Item ?? {}).includes('"gsi1pk"') ? kilobytes : 0;
    return sum + 2 * kilobytes + indexed;
  }, 0);
}
