import { createHash, randomBytes } from 'node:crypto';

/** One person, in every form in which the table and the audit records name them. */
export interface Person {
  readonly subject: string;
  readonly issuer: string | undefined;
  /** As tickets name them: the subject alone at the first issuer, `issuer#subject` elsewhere. */
  readonly names: ReadonlySet<string>;
  /** Keys of limits and idempotency records; more are found in the audit records of the table. */
  readonly callerIds: ReadonlySet<string>;
  /** What stands for the person from now on. It is random: it cannot be computed from the subject. */
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

/** As lambda/auth/verify-token.ts computes it. */
export function callerIdOf(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url')
    .slice(0, 27);
}

/** `text` with the person's names replaced where they stand as whole words. */
export function withoutNames(text: string, { names, pseudonym }: Person): string {
  return [...names].reduce((result, name) => {
    // A name of one or two letters would be found in too many other words.
    if (name.length < 3) return result;
    const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu');
    return result.replace(pattern, pseudonym);
  }, text);
}
