import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { post } from '../../support/clients.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { type FuzzRequest, mutatedRequest } from './fuzz-requests.ts';

export interface FuzzTarget {
  readonly origin: string;
  readonly url: string;
  readonly token: string;
  /** Where GET /metrics is. */
  readonly metricsPort?: number;
  output(): string;
  /** Leaves in the heap what is in use. */
  readonly collectGarbage?: () => Promise<void>;
}

export interface FuzzFigures {
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Megabytes of heap after the first tenth and at the end, and of resident memory. */
  readonly heap: readonly number[];
  readonly resident: readonly number[];
  /** Answers that break a rule, with what was sent; has to be empty. */
  readonly problems: readonly string[];
}

const atOnce = 16;
const maxProblems = 20;

/** Sends mutated requests and looks at every answer, at the log and at the memory. */
export async function fuzz(
  target: FuzzTarget,
  { seed, requests }: { seed: number; requests: number },
): Promise<FuzzFigures> {
  const random = seededRandom(seed);
  const seeds = await readSeeds(target);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const statuses: Record<string, number> = {};
  const problems: string[] = [];
  const heap: number[] = [];
  const resident: number[] = [];
  let sent = 0;

  async function sendMany(): Promise<void> {
    while (sent < requests && problems.length < maxProblems) {
      sent += 1;
      if (target.metricsPort && sent % Math.ceil(requests / 10) === 0) await sampleMemory();
      const mutated = mutatedRequest(random, seeds, target.token, sent);
      const answer = await sendUntilStored(target.origin, mutated, agent);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const problem = problemOf(mutated, answer);
      if (problem)
        problems.push(
          `${problem}\n  sent: ${describe(mutated)}\n  got: ${answer.status} ${answer.body.slice(0, 300)}`,
        );
    }
  }

  async function sampleMemory(): Promise<void> {
    await target.collectGarbage?.();
    const metrics = await (await fetch(`http://127.0.0.1:${target.metricsPort}/metrics`)).text();
    const megabytesOf = (name: string) =>
      Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)`, 'm').exec(metrics)?.[1]) / 1_048_576;
    heap.push(Math.round(megabytesOf('nodejs_heap_size_used_bytes')));
    resident.push(Math.round(megabytesOf('process_resident_memory_bytes')));
  }

  const before = target.output().length;
  await Promise.all(Array.from({ length: atOnce }, sendMany));
  agent.destroy();
  const logged = target.output().slice(before);
  for (const line of logged.split('\n')) {
    if (/unhandled|uncaught|Warning:|"level":"ERROR"/i.test(line) && !line.includes('StoreUnavailable'))
      problems.push(`logged: ${line.slice(0, 500)}`);
  }
  return { requests: sent, statuses, heap, resident, problems: problems.slice(0, maxProblems) };
}

async function readSeeds({ url, token }: FuzzTarget) {
  const ask = async (method: string, params = {}, capabilities = {}) =>
    (await post(url, method, params, { token, modern: true, capabilities })).body.result;
  const { tools } = await ask('tools/list');
  const { resources } = await ask('resources/list');
  const { prompts } = await ask('prompts/list');
  const draft = { title: 'Fuzzed ticket', body: 'Filed by a mutated request.' };
  const question = await ask(
    'tools/call',
    { name: 'create_ticket', arguments: draft },
    { elicitation: { form: {} } },
  );
  const page = await ask('tools/call', { name: 'list_tickets', arguments: { limit: 2 } });
  return {
    tools,
    uris: [
      // The one that takes as long as a request may is asked for elsewhere.
      ...resources.map(({ uri }: { uri: string }) => uri).filter((uri: string) => uri !== 'ops://deadline'),
      'policy://vpn',
      'policy://vpn/v/1',
      'ticket://TKT-001',
      'inventory://INV-001',
    ],
    prompts: prompts.map(({ name }: { name: string }) => name),
    requestState: question.requestState ?? '',
    cursor: page.structuredContent.next_cursor ?? '',
  };
}

interface FuzzAnswer {
  readonly status: number | string;
  readonly type: string;
  readonly body: string;
}

/** On a busy machine the embedded table answers too late now and then; a request that causes this does so each time. */
async function sendUntilStored(...[origin, sent, agent]: Parameters<typeof send>): Promise<FuzzAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(origin, sent, agent);
    if (attempt === 5 || !answer.body.includes('The store did not answer in time')) return answer;
    await setTimeout(2_000);
  }
}

async function send(
  origin: string,
  { method, path, headers, body }: FuzzRequest,
  agent: Agent,
): Promise<FuzzAnswer> {
  const call = request(origin, {
    method,
    path,
    headers: { ...headers, 'content-length': body.length },
    agent,
  });
  call.end(body);
  try {
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    return {
      status: response.statusCode!,
      type: response.headers['content-type'] ?? '',
      body: await text(response),
    };
  } catch (error) {
    return { status: (error as NodeJS.ErrnoException).code ?? String(error), type: '', body: '' };
  }
}

/** What no caller may read: stacks, paths, names of the table, of keys and of errors. */
const internals =
  /node_modules|file:\/\/|\.ts:\d|\n\s+at \S+|\/(?:lambda|scripts|work|home|tmp)\/\w|amazonaws|arn:aws|(?:TICKET|IDEMPOTENCY|LIST|LIMIT|POLICY)#|(?:Validation|ConditionalCheck|ResourceNotFound|Throttling)\w*Exception|\b(?:Type|Syntax|Range|Zod)Error\b|is not a function|Cannot read prop|ECONN|dynalite/;

function problemOf(sent: FuzzRequest, { status, type, body }: FuzzAnswer): string | undefined {
  if (typeof status !== 'number') return 'no answer';
  if (status >= 500) return 'a 5xx';
  if (internals.test(body)) return 'internals in an answer';
  if (body.includes('-32603') || body.includes('INTERNAL_ERROR')) return 'an internal error';
  if (sent.method === 'HEAD' || status === 202 || status === 204)
    return body === '' ? undefined : 'a body where none may be';
  if (!type.startsWith('application/json')) return undefined;
  const parsed = parse(body);
  if (parsed === undefined) return 'no JSON';
  if (!sent.path.startsWith('/mcp') || sent.method !== 'POST') return undefined;
  const { jsonrpc, id, result, error } = parsed as Record<string, unknown>;
  if (jsonrpc !== '2.0' || (result === undefined) === (error === undefined)) return 'no JSON-RPC answer';
  const sentId = (parse(String(sent.body)) as { id?: unknown } | undefined)?.id;
  return id === null || id === undefined || id === sentId ? undefined : 'another id';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return undefined;
  }
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  const { authorization, ...shown } = headers;
  return `${method} ${path} ${JSON.stringify({ ...shown, token: authorization?.length })} ${String(body).slice(0, 400)}`;
}
