import { redactText } from '../../../../lambda/redaction/redact.ts';

/** One request or measurement, with its result. */
export interface Evidence {
  readonly what: string;
  readonly answer: string;
  readonly holds: boolean;
}

/** A required input is missing; the message names it. */
export class MissingInput extends Error {}

/** Evidence on one line, redacted: the report must not contain tokens or passwords from an answer. */
export function evidenceOf(what: string, answer: unknown, holds: boolean): Evidence {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { what, answer: redactText(text ?? 'nothing', 300), holds };
}

export function hasStatus(what: string, { status }: { readonly status: number }, expected: number): Evidence {
  return evidenceOf(what, `${status}`, status === expected);
}

/** Holds if there are no problems. */
export function noProblems(what: string, problems: readonly string[], otherwise = 'none'): Evidence {
  return evidenceOf(what, problems.join('; ') || otherwise, problems.length === 0);
}
