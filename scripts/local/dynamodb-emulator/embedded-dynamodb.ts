import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dynamoError, isDynamoError, validationError } from './errors.ts';
import type { Json } from './json.ts';
import { createOperations, type Operation } from './operations.ts';
import { deleteExpiredTokens } from './request-token.ts';
import { openStorage } from './storage.ts';
import { deleteExpiredItems } from './time-to-live.ts';

const host = '127.0.0.1';
const largestRequestBytes = 16 * 1024 * 1024;

export interface EmbeddedDynamoDB {
  readonly endpoint: string;
  /** Deletes items that expired before `now` (epoch milliseconds); it also runs every minute. */
  sweep(now?: number): Promise<void>;
  /** Answers the requests in progress, then stops; the data stays in its folder. */
  close(): Promise<void>;
}

/**
 * Runs DynamoDB in this process, for this machine only: dynalite plus transactions, time to live and limits. Stores its
 * data in the folder `path`, or in memory without it; throws if the port or the folder is in use.
 */
export async function startEmbeddedDynamoDB({
  port = 0,
  path,
}: {
  port?: number;
  path?: string;
} = {}): Promise<EmbeddedDynamoDB> {
  const storage = await openStorage(path);
  const operations = createOperations(storage);
  const server = createServer((request, response) => {
    if (!server.listening) response.setHeader('connection', 'close'); // an open connection would delay close()
    void respond(operations, request, response);
  });
  // Longer than clients keep idle connections: the server must not close first.
  server.keepAliveTimeout = 120_000;
  try {
    await listen(server, port);
  } catch (error) {
    await storage.close();
    throw error;
  }
  const endpoint = `http://${host}:${(server.address() as AddressInfo).port}`;
  await storage.announce(endpoint);

  let lastSweep = Promise.resolve();
  function sweep(now = Date.now()): Promise<void> {
    const result = lastSweep.then(async () => {
      await deleteExpiredItems(storage, now);
      await deleteExpiredTokens(storage, now);
    });
    lastSweep = result.catch(() => undefined);
    return result;
  }
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => console.error('Expired items could not be deleted:', error));
  }, 60_000).unref();

  return {
    endpoint,
    sweep,
    async close() {
      clearInterval(timer);
      await stop(server);
      await lastSweep;
      await storage.close();
    },
  };
}

async function respond(
  operations: ReadonlyMap<string, Operation>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = await answer(operations, request).then(
    (body) => ({ status: 200, body }),
    (error: unknown) => describeError(error),
  );
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}

async function answer(operations: ReadonlyMap<string, Operation>, request: IncomingMessage): Promise<Json> {
  // Browsers send the origin of the calling page. No web page may use this database.
  if (request.headers.origin)
    throw dynamoError('AccessDeniedException', 'Requests from web pages are refused');
  const name = /^DynamoDB_20120810\.(\w+)$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[1] ?? '';
  const operation = operations.get(name);
  if (!operation) {
    throw dynamoError('UnknownOperationException', `The embedded DynamoDB has no operation "${name}"`);
  }
  return operation(parse(await readBody(request)));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= largestRequestBytes) chunks.push(chunk); // reading must continue: the client gets the answer only on an open connection
  }
  if (bytes > largestRequestBytes) throw validationError('The request is larger than 16 MB');
  return Buffer.concat(chunks).toString();
}

function parse(body: string): Json {
  try {
    const request: unknown = JSON.parse(body);
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request as Json;
  } catch {
    // The error below covers this, with all other values that are not objects.
  }
  throw dynamoError('SerializationException', 'The request is not a JSON object');
}

function describeError(error: unknown): { status: number; body: object } {
  if (isDynamoError(error)) return { status: error.statusCode, body: error.body };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: dynamoError('InternalServerError', message).body };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${port} of ${host} is in use. Choose another one, or 0 for any that is free.`, {
      cause: error,
    });
  }
}

async function stop(server: Server): Promise<void> {
  // A request that never ends would block the shutdown.
  const closeTimer = setTimeout(() => server.closeAllConnections(), 2_000);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(closeTimer);
}
