import { parseArgs } from 'node:util';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { exitWithError } from '../cli.ts';
import { mintToken } from '../local/mint-token.ts';
import { readLocalSettings, tokenAudience, tokenIssuer } from '../local/settings.ts';
import { loadSigningKeys } from '../local/signing-keys.ts';

const usage = 'Usage: npm run --silent token -- --sub alice --scope "read write" [--expires-in SECONDS]';

/** Prints an access token for the local server, and nothing else. */
async function main(): Promise<void> {
  const { subject, scope, expiresInSeconds } = readOptions();
  const settings = readLocalSettings(process.env);
  if (!settings.ownIssuer) {
    throw new Error('OIDC_ISSUER names another issuer, whose keys are not here: get the token there.');
  }
  const token = await mintToken(await loadSigningKeys(settings.dataDir), {
    subject,
    scope,
    audience: process.env.OIDC_AUDIENCE?.split(',').at(-1)?.trim() || tokenAudience,
    issuer: tokenIssuer,
    expiresInSeconds,
    clientId: 'npm-run-token',
  });
  process.stdout.write(`${token}\n`);
}

function readOptions() {
  const { sub, scope, 'expires-in': seconds } = parseOptions();
  if (sub.trim() === '') throw new Error(`--sub takes the name of a person.\n${usage}`);
  const unknown = scope.split(' ').filter((word) => word && !allScopes.includes(word as never));
  if (unknown.length > 0) {
    throw new Error(`--scope knows ${allScopes.join(', ')}, not ${unknown.join(', ')}.\n${usage}`);
  }
  // A lifetime below 0 makes a token that is over already, to try what happens then.
  if (!/^-?\d{1,9}$/.test(seconds)) {
    throw new Error(`--expires-in takes a whole number of seconds, not "${seconds}".\n${usage}`);
  }
  return { subject: sub.trim(), scope, expiresInSeconds: Number(seconds) };
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        sub: { type: 'string', default: 'alice' },
        scope: { type: 'string', default: 'read write' },
        'expires-in': { type: 'string', default: '3600' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

await main().catch(exitWithError);
