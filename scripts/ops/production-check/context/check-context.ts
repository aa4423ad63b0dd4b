import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Identities, Role } from './identities.ts';
import { minimalEnvironment, tryImage } from './image-trial.ts';
import { readTestReport, run, runTests, synthesize } from './repository.ts';
import type { RequestOptions, TargetServer } from './target-server.ts';

export interface CheckOptions {
  readonly server: TargetServer;
  readonly identities: Identities;
  /** The checkout from which the server was built. */
  readonly root?: string;
  /** Options of the CDK app, such as stage=prod. */
  readonly cdkOptions?: readonly string[];
  /** Report of the whole test suite, to be read instead of running the suite. */
  readonly testReport?: string | undefined;
}

/** Inputs of the checks. Slow steps run once, at their first use. */
export type CheckContext = ReturnType<typeof createContext>;

export function createContext({ server, identities, root = checkout, ...options }: CheckOptions) {
  const { cdkOptions = [], testReport } = options;
  /** The configuration that the server reports. */
  const configuration = once(async () =>
    server.readResource(await identities.token('admin'), 'ops://configuration'),
  );
  return {
    server,
    identities,
    root,
    configuration,
    /** The longest time for a simple answer. */
    promptMs: server.isLocal ? 1_000 : 3_000,
    /** The ticket of this run, created by two concurrent requests. */
    ticket: once(() => createTicket(server, identities)),
    testReport: once(() => (testReport ? readTestReport(root, testReport) : runTests(root))),
    /** The CloudFormation template of the stage; none for a server outside AWS. */
    template: once(async () => {
      const { deployment, stage } = await configuration();
      if (deployment !== 'lambda' && cdkOptions.length === 0) return undefined;
      return synthesize(root, [`stage=${stage}`, ...cdkOptions]);
    }),
    /** The result of building this checkout's image, starting it, reading its health, and stopping it. */
    image: once(() => tryImage(root)),
    /** The error of a server that starts with an invalid value of a variable. */
    startWith: (name: string, value: string) =>
      run(root, ['node', 'lambda/handlers/container/serve.ts'], { ...minimalEnvironment, [name]: value }),
  };
}

const checkout = join(import.meta.dirname, '../../../..');

/** Sends requests as one person. */
export async function as({ server, identities }: CheckContext, role: Role) {
  const token = await identities.token(role);
  return {
    token,
    request: (method: string, params: object = {}, options: RequestOptions = {}) =>
      server.request(method, params, { ...options, token }),
    call: (tool: string, args: object = {}, options: RequestOptions = {}) =>
      server.callTool(token, tool, args, options),
    read: (uri: string) => server.readResource(token, uri),
  };
}

/** Makes a call and reads the server's record of it. */
export async function recordedCall(context: CheckContext, role: Role, tool: string, args: object) {
  const caller = await as(context, role);
  const admin = await context.identities.token('admin');
  return context.server.recorded(admin, (headers) => caller.call(tool, args, { headers }));
}

async function createTicket(server: TargetServer, identities: Identities) {
  const token = await identities.token('worker');
  const run = randomUUID().slice(0, 8);
  const draft = {
    title: `Production check ${run}`,
    body: 'Created by npm run check:production. It is closed when the check ends.',
    priority: 'low',
    idempotency_key: `check-production-${run}`,
    confirm: true,
  };
  const create = () => server.callTool(token, 'create_ticket', draft);
  const answers = await Promise.all([create(), create()]);
  const id: string | undefined = answers.map(({ structured }) => structured?.ticket?.ticket_id).find(Boolean);
  if (!id) throw new Error(`No ticket could be created: ${answers[0].error?.message ?? answers[0].text}`);
  return { id, draft, answers };
}

/** Calls `make` only once and returns its result every time. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= make();
    return value;
  };
}
