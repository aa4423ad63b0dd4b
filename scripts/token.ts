import { parseArgs } from 'node:util';
import { allScopes } from '../lambda/scopes.ts';
import { fail } from './fail.ts';
import { mintToken } from './local/mint-token.ts';
import { readLocalSettings, tokenAudience, tokenIssuer } from './local/settings.ts';
import { loadSigningKeys } from './local/signing-keys.ts';

const usage = 'npm run --silent token -- --sub alice --scope "read write" [--expires-in SECONDS]';

/** Prints an access token for the local server, and nothing else. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sub: { type: 'string', default: 'alice' },
      scope: { type: 'string', default: 'read write' },
      'expires-in': { type: 'string', default: '3600' },
    },
  });
  const expiresInSeconds = Number(values['expires-in']);
  if (!Number.isInteger(expiresInSeconds))
    throw new Error(`--expires-in takes a whole number of seconds. ${usage}`);
  if (values.sub.trim() === '') throw new Error(`--sub takes the name of a person. ${usage}`);
  const unknown = values.scope.split(' ').filter((scope) => scope && !allScopes.includes(scope as never));
  if (unknown.length > 0)
    throw new Error(`--scope knows ${allScopes.join(', ')}, not ${unknown.join(', ')}. ${usage}`);

  const settings = readLocalSettings(process.env);
  if (!settings.ownIssuer) throw new Error('OIDC_ISSUER names another issuer: get the token there.');
  const token = await mintToken(await loadSigningKeys(settings.dataDir), {
    subject: values.sub,
    scope: values.scope,
    audience: process.env.OIDC_AUDIENCE?.split(',')[0] || tokenAudience,
    issuer: tokenIssuer,
    expiresInSeconds,
    clientId: 'npm-run-token',
  });
  process.stdout.write(`${token}\n`);
}

await main().catch(fail);
