import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { mintToken } from '../../../local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../../local/settings.ts';
import { loadSigningKeys } from '../../../local/signing-keys.ts';
import { CannotTell } from './inconclusive-error.ts';

/** Whose token a check needs. */
export const roles = {
  worker: 'a person with the scopes read and write',
  reader: 'a person with the scope read only',
  other: 'another person with the scope read, whose calls of a minute the check may use up',
  foreign: 'a good token of the same issuer, but for another audience',
  expired: 'a token that was good and has expired',
} as const;

export type Role = keyof typeof roles;

export interface People {
  /** Throws {@link CannotTell} when there is none, saying what to give. */
  token(role: Role): Promise<string>;
}

/** People of the local server, made up for one run, so that no earlier run has used up their limits. */
export function localPeople(dataDir: string): People {
  const run = randomUUID().slice(0, 8);
  const tokens = new Map<Role, Promise<string>>();

  async function mint(role: Role): Promise<string> {
    return mintToken(await loadSigningKeys(dataDir), {
      subject: `check-${role === 'other' ? 'other' : 'worker'}-${run}`,
      scope: role === 'reader' ? 'read' : 'read write',
      audience: role === 'foreign' ? 'http://127.0.0.1/another-server' : tokenAudience,
      issuer: tokenIssuer,
      expiresInSeconds: role === 'expired' ? -3_600 : 3_600,
      clientId: 'check-production',
    });
  }
  return {
    async token(role) {
      const token = tokens.get(role) ?? mint(role);
      tokens.set(role, token);
      return token;
    },
  };
}

/** Tokens that the operator has got from the issuer; `others` are asked for the roles that have none. */
export function givenPeople(tokens: Partial<Record<Role, string>>, others?: People): People {
  return {
    async token(role) {
      const token = tokens[role] ?? (await others?.token(role));
      if (!token) throw new CannotTell(`needs a token for ${roles[role]}: give "${role}" in --tokens FILE`);
      return token;
    },
  };
}

const tokensFile = z.strictObject(
  Object.fromEntries(Object.keys(roles).map((role) => [role, z.string().min(1).optional()])),
);

/** `{"worker":"eyJ…","reader":"eyJ…"}`; a file, because a command line is seen by everyone on the machine. */
export async function readTokens(file: string): Promise<Partial<Record<Role, string>>> {
  try {
    return tokensFile.parse(JSON.parse(await readFile(file, 'utf8'))) as Partial<Record<Role, string>>;
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it is not that';
    throw new Error(
      `--tokens ${file}: expected a JSON object of tokens by role (${Object.keys(roles).join(', ')}), but ${why}.`,
    );
  }
}
