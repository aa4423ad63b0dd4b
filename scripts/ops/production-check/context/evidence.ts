import { redactText } from '../../../../lambda/redaction/redact.ts';

/** One thing that was sent or measured, and what came back. */
export interface Evidence {
  readonly what: string;
  readonly answer: string;
  readonly holds: boolean;
}

/** What an item needs was not given; the message says what to give. */
export class MissingInput extends Error {}

/** Evidence in one line, redacted: no token or password of an answer gets into the report. */
export function evidenceOf(what: string, answer: unknown, holds: boolean): Evidence {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { what, answer: redactText(text ?? 'nothing', 300), holds };
}

export function hasStatus(what: string, { status }: { readonly status: number }, expected: number): Evidence {
  return evidenceOf(what, `${status}`, status === expected);
}

/** Holds when there is nothing to report. */
export function noProblems(what: string, problems: readonly string[], otherwise = 'none'): Evidence {
  return evidenceOf(what, problems.join('; ') || otherwise, problems.length === 0);
}
