import { createHash, randomBytes } from 'node:crypto';

/** One person, with every form in which the table and the audit records name them. */
export interface Person {
  readonly subject: string;
  readonly issuer: string | undefined;
  /** Names in tickets: the subject alone for the first issuer, `issuer#subject` for others. */
  readonly names: ReadonlySet<string>;
  /** Keys of rate limits and idempotency records; the table's audit records add more. */
  readonly callerIds: ReadonlySet<string>;
  /** Replaces the person's name. It is random, so it cannot be computed from the subject. */
  readonly pseudonym: string;
}

export function personOf(subject: string, issuer: string | undefined): Person {
  const names = new Set(issuer === undefined ? [subject] : [subject, `${issuer}#${subject}`]);
  return {
    subject,
    issuer,
    names,
    callerIds: new Set(issuer === undefined ? [] : [callerIdOf(issuer, subject)]),
    pseudonym: `erased-${randomBytes(6).toString('hex')}`,
  };
}

/** Must compute the same value as lambda/auth/verify-token.ts. */
export function callerIdOf(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url')
    .slice(0, 27);
}

/** Replaces the person's names where they are whole words. */
export function withoutNames(text: string, { names, pseudonym }: Person): string {
  return [...names].reduce((result, name) => {
    // A name of one or two letters would match too many other words.
    if (name.length < 3) return result;
    const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu');
    return result.replace(pattern, pseudonym);
  }, text);
}
