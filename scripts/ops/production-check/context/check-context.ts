import { setTimeout } from 'node:timers/promises';
import { type ReadText, waitFor } from '../sources/log-records.ts';
import type { Site, ToolAnswer } from '../sources/target-server.ts';
import type { Stack } from '../sources/template.ts';
import type { People } from '../sources/test-identities.ts';

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
