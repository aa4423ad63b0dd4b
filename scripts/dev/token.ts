import { allScopes } from '../../lambda/auth/scopes.ts';
import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { mintToken } from '../local/mint-token.ts';
import { readLocalSettings, tokenAudience, tokenIssuer } from '../local/settings.ts';
import { loadSigningKeys } from '../local/signing-keys.ts';

interface Options {
  readonly sub: string;
  readonly scope: string;
  readonly expiresIn: string;
  readonly groups: string;
}

export const command = defineCommand(
  'token',
  say(
    'Prints an access token for the local server, and nothing else.',
    '로컬 서버용 액세스 토큰만 출력합니다.',
  ),
  ['npm run --silent token -- --sub minji --scope "read write"', 'npm run --silent token -- --expires-in 60'],
)
  .option('--sub <name>', say('subject of the token', '토큰의 subject'), 'alice')
  .option(
    '--scope <scopes>',
    say(`any of ${allScopes.join(', ')}`, `${allScopes.join(', ')} 중에서`),
    'read write',
  )
  .option(
    '--expires-in <seconds>',
    say('lifetime; a negative value makes an expired token', '유효 시간(초); 0보다 작으면 만료된 토큰'),
    '3600',
  )
  .option(
    '--groups <names>',
    say('groups in the token, to test an access policy', '접근 정책을 시험할 때 토큰에 넣을 그룹'),
    '',
  )
  .action(printToken);

async function printToken({ sub, scope, expiresIn, groups }: Options): Promise<void> {
  if (sub.trim() === '') throw new UsageError('--sub takes the name of a person.');
  const unknown = scope.split(' ').filter((word) => word && !allScopes.includes(word as never));
  if (unknown.length > 0) {
    throw new UsageError(`--scope knows ${allScopes.join(', ')}, not ${unknown.join(', ')}.`);
  }
  if (!/^-?\d{1,9}$/.test(expiresIn)) {
    throw new UsageError(`--expires-in takes a whole number of seconds, not "${expiresIn}".`);
  }
  const settings = readLocalSettings(process.env);
  if (!settings.ownIssuer) {
    throw new Error(
      'OIDC_ISSUER names another issuer, whose keys are not on this machine: get the token from that issuer.',
    );
  }
  const token = await mintToken(await loadSigningKeys(settings.dataDir), {
    subject: sub.trim(),
    scope,
    audience: process.env.OIDC_AUDIENCE?.split(',').at(-1)?.trim() || tokenAudience,
    issuer: tokenIssuer,
    expiresInSeconds: Number(expiresIn),
    clientId: 'npm-run-token',
    groups: groups.split(/[\s,]+/).filter((group) => group !== ''),
  });
  process.stdout.write(`${token}\n`);
}

if (import.meta.main) await runCommand(command);
