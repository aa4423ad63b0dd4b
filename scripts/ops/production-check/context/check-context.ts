import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Identities } from './identities.ts';
import { type ImageTrial, minimalEnvironment, tryImage } from './image-trial.ts';
import {
  type Ran,
  readTestReport,
  run,
  runTests,
  synthesize,
  type Template,
  type TestReport,
} from './repository.ts';
import type { Json, TargetServer, ToolAnswer } from './target-server.ts';

/** Everything that a check may use; what takes long happens once, when it is first needed. */
export interface CheckContext {
  readonly server: TargetServer;
  readonly identities: Identities;
  /** The checkout that the server is said to be built from. */
  readonly root: string;
  /** How long a simple answer may take. */
  readonly promptMs: number;
  /** What the server says of its own configuration: the resource ops://configuration. */
  configuration(): Promise<Json>;
  /** The ticket of this run, created twice at the same moment. */
  ticket(): Promise<CreatedTicket>;
  testReport(): Promise<TestReport>;
  /** The CloudFormation template of the stage; none for a server outside of AWS. */
  template(): Promise<Template | undefined>;
  /** What becomes of the image of this checkout: built, started, asked, stopped. */
  image(): Promise<ImageTrial>;
  /** What the server says when it is started with a bad value of a variable. */
  startWith(name: string, value: string): Promise<Ran>;
}

export interface CreatedTicket {
  readonly id: string;
  readonly draft: Readonly<Record<string, unknown>>;
  readonly answers: readonly ToolAnswer[];
}

export interface CheckOptions {
  readonly server: TargetServer;
  readonly identities: Identities;
  readonly root?: string;
  /** Options of the CDK app, such as stage=prod. */
  readonly cdkOptions?: readonly string[];
  /** A report of the whole test suite, instead of running it. */
  readonly testReport?: string | undefined;
}

export const thisCheckout = join(import.meta.dirname, '../../../..');

export function createContext(options: CheckOptions): CheckContext {
  const { server, identities, root = thisCheckout, cdkOptions = [], testReport } = options;
  const configuration = once(async () =>
    server.readResource(await identities.token('admin'), 'ops://configuration'),
  );
  return {
    server,
    identities,
    root,
    promptMs: server.isLocal ? 1_000 : 3_000,
    configuration,
    ticket: once(() => createTicket(server, identities)),
    testReport: once(() => (testReport ? readTestReport(root, testReport) : runTests(root))),
    template: once(async () => {
      const { deployment, stage } = await configuration();
      if (deployment !== 'lambda' && cdkOptions.length === 0) return undefined;
      return synthesize(root, [`stage=${stage}`, ...cdkOptions]);
    }),
    image: once(() => tryImage(root)),
    startWith: (name, value) =>
      run(root, ['node', 'lambda/handlers/container/serve.ts'], { ...minimalEnvironment, [name]: value }),
  };
}

async function createTicket(server: TargetServer, identities: Identities): Promise<CreatedTicket> {
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
  const id = answers.map(({ structured }) => structured?.ticket?.ticket_id).find(Boolean);
  if (!id) throw new Error(`No ticket could be created: ${answers[0].error?.message ?? answers[0].text}`);
  return { id, draft, answers };
}

/** Calls `make` the first time only. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
