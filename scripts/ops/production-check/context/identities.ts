import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { mintToken } from '../../../local/mint-token.ts';
import { tokenAudience, tokenIssuer } from '../../../local/settings.ts';
import { loadSigningKeys } from '../../../local/signing-keys.ts';
import { MissingInput } from './evidence.ts';

/** The roles whose tokens the checks need. */
const roles = {
  worker: 'a person with the scopes read and write',
  reader: 'a person with the scope read only',
  other: 'another person with the scope read, whose rate limit the check exhausts',
  admin: 'an administrator (scopes read and admin), to read the records of the server',
  foreign: 'the same issuer, but for another audience',
  expired: 'the same issuer that has expired',
} as const;

export type Role = keyof typeof roles;

export interface Identities {
  /** Throws {@link MissingInput} if there is none. */
  token(role: Role): Promise<string>;
}

/** New persons on a local server for each run, so that their rate limits are not used up by an earlier run. */
export function localIdentities(dataDir: string): Identities {
  const run = randomUUID().slice(0, 8);
  const scopes: Partial<Record<Role, string>> = { reader: 'read', other: 'read', admin: 'read admin' };
  return {
    token: async (role) =>
      mintToken(await loadSigningKeys(dataDir), {
        subject: `check-${role === 'other' || role === 'admin' ? role : 'worker'}-${run}`,
        scope: scopes[role] ?? 'read write',
        audience: role === 'foreign' ? 'http://127.0.0.1/another-server' : tokenAudience,
        issuer: tokenIssuer,
        expiresInSeconds: role === 'expired' ? -3_600 : 3_600,
        clientId: 'check-production',
      }),
  };
}

/** Tokens that the operator got from the issuer; `others` supplies the missing roles. */
export function identitiesFromTokens(tokens: Partial<Record<Role, string>>, others?: Identities): Identities {
  return {
    async token(role) {
      const token = tokens[role] ?? (await others?.token(role));
      if (!token) throw new MissingInput(`needs a token of ${roles[role]}: set "${role}" in --tokens FILE`);
      return token;
    },
  };
}

const names = Object.keys(roles);
const tokensFile = z.strictObject(
  Object.fromEntries(names.map((role) => [role, z.string().min(1).optional()])),
);

/** Reads `{"worker":"eyJ…","reader":"eyJ…"}` from a file, because all users of the machine can read a command line. */
export async function readTokens(file: string): Promise<Partial<Record<Role, string>>> {
  try {
    return tokensFile.parse(JSON.parse(await readFile(file, 'utf8'))) as Partial<Record<Role, string>>;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT' ? ', but there is no such file' : '';
    const expected = `expected a JSON object of tokens by role (${names.join(', ')})`;
    throw new Error(`--tokens ${file}: ${expected}${missing}.`);
  }
}
