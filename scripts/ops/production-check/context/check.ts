import { redactText } from '../../../../lambda/redaction/redact.ts';
import { CannotTell } from '../sources/inconclusive-error.ts';
import type { Given } from './check-context.ts';

/** One thing that was asked or measured, and what came back. */
export interface Evidence {
  readonly asked: string;
  readonly answer: string;
  readonly holds: boolean;
}

/** Looks at one item; it holds when there is evidence and all of it holds. What it throws is a failure as well. */
export type Check = (given: Given) => AsyncIterable<Evidence>;

export interface Item {
  readonly id: string;
  readonly area: string;
  readonly statement: string;
  readonly check: Check;
}

export interface Verdict extends Omit<Item, 'check'> {
  readonly passed: boolean;
  readonly ms: number;
  readonly evidence: readonly Evidence[];
}

/** Never throws: a check that breaks has not shown that its item holds. */
export async function judge({ check, ...item }: Item, given: Given): Promise<Verdict> {
  const startedAt = Date.now();
  const evidence: Evidence[] = [];
  try {
    for await (const each of check(given)) evidence.push(each);
  } catch (error) {
    evidence.push(seen('the check went on', describe(error), false));
  }
  if (evidence.length === 0) evidence.push(seen('anything at all', 'nothing was looked at', false));
  return {
    ...item,
    passed: evidence.every(({ holds }) => holds),
    ms: Date.now() - startedAt,
    evidence,
  };
}

/** Evidence in one line each; a token or a password in an answer does not get into the report. */
export function seen(asked: string, answer: unknown, holds: boolean): Evidence {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { asked, answer: redactText(text ?? 'nothing', 240), holds };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error instanceof CannotTell ? 'cannot be judged: ' : ''}${error.message}${cause}`;
}
