import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../lambda/auth/caller.ts';
import type { HttpRequest } from '../../lambda/http/messages.ts';
import { modernRevision } from '../../lambda/mcp/protocol/protocol-versions.ts';
import { createMcpServer } from '../../lambda/mcp/server.ts';
import { registry } from '../../lambda/registry.ts';
import { type Answer, answerOf, startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { intendedDifferences } from './intended-differences.ts';
import { allRequests, type TestRequest } from './requests.ts';

/** An answer of either server, as far as the two have to agree. */
interface Compared {
  readonly status: number;
  readonly id?: unknown;
  readonly result?: unknown;
  readonly code?: number;
  readonly data?: unknown;
}

interface Answered extends TestRequest {
  readonly theirs: Compared;
  readonly ours: Compared;
}

let app: TestApp;
let answered: readonly Answered[];
let differing: readonly Answered[];

beforeAll(async () => {
  app = await startApp(withoutLimits);
  const token = await app.token();
  const caller = await app.caller(token);
  const mcp = createMcpServer(app.services, registry);
  const sdk = createMcpHandler(({ era }) =>
    mcp.newServer(caller, era === 'modern' ? modernRevision : '2025-11-25'),
  );
  const requests = allRequests(token, app.services.cursors.encode('3', caller, 'tools'));
  const answers: Answered[] = [];
  // One at a time: on a busy machine, hundreds at once wait for the table longer than the limiter does.
  for (const request of requests) {
    const theirs = await askSdk(sdk, request.request, caller);
    answers.push({ ...request, theirs, ours: await askApp(request.request) });
  }
  answered = answers;
  differing = answered.filter(({ theirs, ours }) => !agree(theirs, ours));
});
afterAll(() => app[Symbol.asyncDispose]());

test('puts hundreds of requests of both eras to both servers, good ones and bad ones', () => {
  const successful = answered.filter(({ ours }) => ours.result !== undefined);
  expect(answered.length).toBeGreaterThan(500);
  expect(successful.length).toBeGreaterThan(150);
  expect(answered.length - successful.length).toBeGreaterThan(250);
});

test("answers as the SDK's own handler does, but for the differences that are intended", () => {
  const unexplained = differing.filter((entry) => !intendedDifferences.some((each) => covers(each, entry)));
  expect(unexplained.map(({ name, theirs, ours }) => ({ name, theirs, ours }))).toEqual([]);
});

test.each(intendedDifferences)('still differs: $what', (difference) => {
  expect(differing.filter((entry) => covers(difference, entry))).not.toEqual([]);
});

function covers(difference: (typeof intendedDifferences)[number], { name, theirs, ours }: Answered): boolean {
  return (difference.requests?.test(name) ?? true) && difference.covers(theirs, ours);
}

/** The SDK leaves the id out wherever it has not come to read it; this server repeats it wherever it can be read. */
function agree(theirs: Compared, ours: Compared): boolean {
  const { id, ...rest } = theirs;
  return (
    JSON.stringify(rest) === JSON.stringify({ ...ours, id: undefined }) && (id == null || id === ours.id)
  );
}

async function askApp(request: HttpRequest): Promise<Compared> {
  const response = await app.app(request);
  return compared(response.status, answerOf(response));
}

async function askSdk(sdk: McpHttpHandler, request: HttpRequest, caller: Caller): Promise<Compared> {
  const { method, headers, body } = request;
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await sdk.fetch(
    new Request('http://127.0.0.1/mcp', {
      method,
      headers: sent,
      ...(method !== 'GET' && method !== 'HEAD' && { body }),
    }),
    { authInfo: { token: '', clientId: caller.clientId, scopes: [], extra: { caller } } },
  );
  return compared(response.status, answerOf({ body: lastMessage(await response.text()) }));
}

/** The SDK answers 2025 clients with an event stream, in which the answer comes last. */
function lastMessage(text: string): string {
  const events = text.split('\n').filter((line) => line.startsWith('data: '));
  return events.at(-1)?.slice('data: '.length) ?? text;
}

function compared(status: number, { id, result, error }: Answer): Compared {
  // Signed anew for every question.
  const stable = result?.requestState === undefined ? result : { ...result, requestState: 'signed' };
  const specified = error && error.code <= -32020 && error.code >= -32099;
  return {
    status,
    id,
    ...(result && { result: stable }),
    ...(error && { code: error.code }),
    ...(specified && error.data?.supported !== undefined && { data: error.data }),
  };
}
