import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import {
  isClockSkewError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Provider, SdkError } from '@smithy/types';
import { setWithEviction } from '../caching/lru-map.ts';
import { DynamoDBError, StoreUnavailable } from './errors.ts';
import { createSha256 } from './sha256.ts';

export type Operation = 'GetItem' | 'Query' | 'UpdateItem' | 'TransactWriteItems';

/** Sends one operation in DynamoDB's JSON protocol; throws nothing but {@link StoreUnavailable}. */
export type DynamoDBCall = <Output>(
  operation: Operation,
  input: object,
  timeoutMs: number,
) => Promise<Output>;

export interface Target {
  readonly endpoint: string;
  readonly region: string;
  /** For a new connection; a third of a call's timeout by default. */
  readonly connectTimeoutMs?: number;
  /** Called for every attempt: caching is the provider's task. */
  readonly credentials: Provider<AwsCredentialIdentity>;
}

const maxAttempts = 3;
const defaultConnectTimeoutMs = 500;
/** With less time than this no further attempt is made. */
const minAttemptMs = 20;
const maxSignatureAgeMs = 20_000;
const maxSignedReads = 100;
/** AWS tolerates five minutes; less here, as signatures are reused and the server's time is in whole seconds. */
const toleratedClockSkewMs = 270_000;

interface SignedRead {
  readonly accessKeyId: string;
  /** By DynamoDB's clock. */
  readonly signedAt: number;
  readonly request: HttpRequest;
}

interface AbortSignal {
  aborted: boolean;
  onabort: (() => void) | null;
}

/**
 * A DynamoDB client made of the SDK's parts: the generated client costs several times as much (docs/performance.md).
 * A call ends after `timeoutMs` with all attempts and pauses; an attempt waits half of it for the first byte.
 */
export function createDynamoDBCall({
  endpoint,
  region,
  connectTimeoutMs = defaultConnectTimeoutMs,
  credentials,
}: Target): DynamoDBCall {
  const { protocol, hostname, port, host, pathname: path } = new URL(endpoint);
  const agent = new (protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets: 50 });
  const connection = new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: agent as https.Agent,
    connectionTimeout: connectTimeoutMs,
  });
  const sha256 = createSha256();
  const signer = new SignatureV4({ service: 'dynamodb', region, credentials, sha256, applyChecksum: false });
  const retries = new StandardRetryStrategy({ maxAttempts });
  const signedReads = new Map<string, SignedRead>();
  let clockOffsetMs = 0;

  return async <Output>(operation: Operation, input: object, timeoutMs: number) => {
    const body = JSON.stringify(input);
    // The clock of `performance` would load node:perf_hooks at every start.
    const endsAt = process.uptime() * 1_000 + timeoutMs;
    const remainingMs = () => endsAt - process.uptime() * 1_000;
    let lastError: unknown;
    /** Attempts that DynamoDB may have received and has not answered. */
    let unanswered = 0;

    async function attempt(): Promise<unknown> {
      const request = await signed(operation, body);
      // The handler's older form of a signal: an AbortController costs as much as a signature.
      const abort: AbortSignal = { aborted: false, onabort: null };
      const timer = startTimer(Math.min(remainingMs(), timeoutMs / 2), () => {
        abort.aborted = true;
        abort.onabort?.();
      });
      unanswered += 1;
      try {
        const { response } = await connection.handle(request, { abortSignal: abort });
        const answer = parseJson(await textOf(response.body));
        // An HTML answer comes from a proxy: a bad gateway, whatever its status.
        const status = answer ? response.statusCode : 502;
        if (status < 500) unanswered -= 1;
        if (status === 200) return answer;
        throw correctClock(new DynamoDBError(status, answer, response.headers), response.headers.date);
      } catch (error) {
        if (error instanceof DynamoDBError) throw error;
        dropIdleSockets();
        if (abort.aborted) throw new TimeoutError();
        if (failedToConnect(error)) unanswered -= 1;
        throw error;
      } finally {
        clearTimeout(timer);
      }
    }

    async function attemptAll(): Promise<unknown> {
      let token = await retries.acquireInitialRetryToken('');
      while (remainingMs() > minAttemptMs) {
        try {
          const output = await attempt();
          retries.recordSuccess(token);
          return output;
        } catch (error) {
          lastError = error;
          token = await retries.refreshRetryTokenForRetry(token, {
            errorType: errorTypeOf(error as SdkError),
          });
        }
      }
      throw lastError ?? new TimeoutError();
    }

    const expired = Promise.withResolvers<never>();
    const timer = startTimer(timeoutMs, () => expired.reject(lastError));
    try {
      return (await Promise.race([attemptAll(), expired.promise])) as Output;
    } catch {
      // Not the caught error: the strategy throws its own when there are no more retries.
      throw new StoreUnavailable(lastError ?? new TimeoutError(), unanswered > 0);
    } finally {
      clearTimeout(timer);
    }
  };

  /** A read that is repeated within moments reuses its request and signature. */
  async function signed(operation: Operation, body: string): Promise<HttpRequest> {
    const signedAt = Date.now() + clockOffsetMs;
    if (operation !== 'GetItem' && operation !== 'Query') return sign(operation, body, signedAt);
    const { accessKeyId } = await credentials();
    const key = operation + body;
    const known = signedReads.get(key);
    if (known?.accessKeyId === accessKeyId && Math.abs(signedAt - known.signedAt) < maxSignatureAgeMs)
      return known.request;
    const read = { accessKeyId, signedAt, request: await sign(operation, body, signedAt) };
    setWithEviction(signedReads, key, read, maxSignedReads);
    return read.request;
  }

  async function sign(operation: Operation, body: string, signedAt: number): Promise<HttpRequest> {
    const headers = {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const address = { protocol, hostname, path, ...(port && { port: Number(port) }) };
    const request = new HttpRequest({ ...address, method: 'POST', headers, body });
    return (await signer.sign(request, { signingDate: new Date(signedAt) })) as HttpRequest;
  }

  /** A frozen process or a gateway's idle limit breaks all idle connections at the same time. */
  function dropIdleSockets(): void {
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  }

  /** Like the SDK's client: signs by DynamoDB's clock after a rejection for clock skew. */
  function correctClock(error: DynamoDBError, serverTime = ''): DynamoDBError {
    const offset = Date.parse(serverTime) - Date.now();
    if (isClockSkewError(error as SdkError) && Math.abs(offset - clockOffsetMs) >= toleratedClockSkewMs) {
      clockOffsetMs = offset;
      error.$metadata.clockSkewCorrected = true;
    }
    return error;
  }
}

/** After a busy event loop timers run first; setImmediate lets received data be read before `onTimeout`. */
function startTimer(ms: number, onTimeout: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(onTimeout), ms);
}

/** The name makes the retry strategy try again. */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
  constructor() {
    super('No answer in time');
  }
}

function errorTypeOf(error: SdkError) {
  if (isThrottlingError(error)) return 'THROTTLING';
  return isTransientError(error) ? 'TRANSIENT' : 'CLIENT_ERROR';
}

/** The request never left: a refused connection, an unknown host, or no connection in time (an error without a code). */
function failedToConnect(error: unknown): boolean {
  const { name, code, syscall } = error as NodeJS.ErrnoException;
  return (
    syscall === 'connect' || syscall === 'getaddrinfo' || (name === 'TimeoutError' && code === undefined)
  );
}

/** Without the iterator of node:stream/consumers, which costs as much as the rest of the call's streams. */
function textOf(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    body.setEncoding('utf8');
    body.on('data', (part: string) => {
      text += part;
    });
    body.on('end', () => resolve(text));
    body.on('error', reject);
    body.on('close', () => {
      if (!body.readableEnded) reject(new Error('The answer was cut off'));
    });
  });
}

function parseJson(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
