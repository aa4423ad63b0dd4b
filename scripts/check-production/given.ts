import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { pick } from './check.ts';
import type { People } from './people.ts';
import { type ReadText, waitFor } from './records.ts';
import type { Site, ToolAnswer } from './site.ts';
import type { Stack } from './stack.ts';

/** Everything that a check may ask; what takes long is done once a run, when the first one asks. */
export interface Given {
  readonly site: Site;
  readonly people: People;
  /** The repository that the server is said to be built from. */
  readonly root: string;
  /** How long an answer to a simple request may take. */
  readonly promptMs: number;
  /** The ticket of this run, asked for twice at the same moment; closed again at the end. */
  ticket(): Promise<Filed>;
  /** Audit records, waited for until there is one. */
  auditRecords(wanted: (record: Record<string, unknown>) => boolean): Promise<Record<string, unknown>[]>;
  /** A server whose output can be read: the live one, if its log was given. */
  observe(): Promise<Observed>;
  synthesis(): Promise<Synthesis>;
  stack(): Promise<Stack>;
  typesAndLint(): Promise<Ran>;
  testReport(part: TestPart): Promise<TestReport>;
  bundledPackages(): Promise<readonly string[]>;
}

export interface Filed {
  readonly ticket_id: string;
  readonly draft: Draft;
  readonly answers: readonly ToolAnswer[];
}

interface Draft extends Record<string, unknown> {
  readonly title: string;
}

export interface Observed extends AsyncDisposable {
  readonly site: Site;
  readonly token: string;
  /** For people to read. */
  readonly source: string;
  lines(
    start: string,
    wanted: (line: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>[]>;
}

export interface Ran {
  /** As a person would type it. */
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

export interface Synthesis extends Ran {
  readonly findings: readonly string[];
  readonly template: Stack | undefined;
}

export type TestPart = 'rules' | 'protocol';

export interface TestReport {
  readonly command: string;
  readonly code: number;
  readonly files: readonly { readonly name: string; readonly passed: number; readonly failed: number }[];
  /** Test files that belong to this part. */
  readonly expected: readonly string[];
}

/** Files the ticket of a run: the same request twice at once, as impatient clients do. */
export async function fileTicket(site: Site, people: People): Promise<Filed> {
  const token = await people.token('worker');
  const run = randomUUID().slice(0, 8);
  const draft = {
    title: `Production check ${run}`,
    body: 'Filed by npm run check:production to see that it is filed once. It is closed when the check ends.',
    priority: 'low',
    idempotency_key: `check-production-${run}`,
    confirm: true,
  };
  const answers = await Promise.all([
    site.callTool(token, 'create_ticket', draft),
    site.callTool(token, 'create_ticket', draft),
  ]);
  const [ticket_id] = answers.flatMap(
    ({ structured }) => (pick(structured, 'ticket', 'ticket_id') as string) ?? [],
  );
  if (!ticket_id) {
    const why = answers[0]!.error?.message ?? answers[0]!.text.slice(0, 200);
    throw new Error(`No ticket could be filed: ${why}`);
  }
  return { ticket_id, draft, answers };
}

/** Leaves no open ticket behind; that it was there stays on record. */
export async function closeTicket(site: Site, people: People, { ticket_id }: Filed): Promise<void> {
  const token = await people.token('worker');
  for (const status of ['in_progress', 'resolved', 'closed']) {
    await site.callTool(token, 'update_ticket_status', { ticket_id, status });
  }
}

/** Looks for records in what `read` gives, again and again, for as long as they may take to arrive. */
export function recordsFrom(read: ReadText, patienceMs: number): Given['auditRecords'] {
  return async (wanted) => {
    const found = await waitFor(read, '{"audit":true', wanted, patienceMs);
    if (found.length < 1) return found;
    await setTimeout(20); // a second record of the same call would be written at once
    return waitFor(read, '{"audit":true', wanted, 0);
  };
}

/** Calls `make` when it is first asked for, and never again. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
