import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { alignColumns, defineCommand, jsonOption, runCommand, say, UsageError } from '../../cli.ts';
import { listRegisteredClients, type RegisteredClient, removeClient } from './registered-clients.ts';

interface Options {
  readonly pool?: string;
  readonly olderThan?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

const day = 24 * 3600 * 1000;

export const command = defineCommand(
  'clients',
  say(
    'Lists the apps that registered themselves in the user pool, and removes old ones, because each counts toward the quota of app clients. ' +
      'Cognito does not report when a client was last used. Users of a removed client sign in again.',
    '사용자 풀에 스스로 등록한 앱을 나열하고 오래된 것을 지웁니다. 지워진 클라이언트의 사용자는 다시 로그인합니다.',
  ),
  [
    'npx ops-assistant clients list --pool ap-northeast-2_AbCdEfGhI',
    'npx ops-assistant clients remove --pool ap-northeast-2_AbCdEfGhI --older-than 90d',
    'npx ops-assistant clients remove --pool ap-northeast-2_AbCdEfGhI --older-than 90d --yes',
  ],
)
  .argument('<action>', 'list, remove')
  .option(
    '--pool <id>',
    say('the output UserPoolId, which contains the region', '출력 UserPoolId(리전 포함)'),
  )
  .option(
    '--older-than <days>',
    say('with remove: the minimum age, such as 90d', 'remove: 삭제할 클라이언트의 최소 경과일, 예: 90d'),
  )
  .option(
    '--yes',
    say('with remove: delete; without it, only list them', 'remove: 실제로 삭제. 없으면 목록만 출력'),
    false,
  )
  .addOption(jsonOption())
  .action(run);

async function run(action: string, { pool, olderThan, yes, json }: Options): Promise<void> {
  if (action !== 'list' && action !== 'remove')
    throw new UsageError(`There is no action "${action}": list or remove.`);
  const region = /^([a-z]{2}(?:-[a-z]+)+-\d)_\w+$/.exec(pool ?? '')?.[1];
  if (!pool || !region)
    throw new UsageError('--pool takes the id of a user pool such as ap-northeast-2_AbCdEfGhI.');
  if (action === 'list' && (olderThan !== undefined || yes))
    throw new UsageError('list takes neither --older-than nor --yes.');
  const since = action === 'remove' ? before(olderThan) : undefined;

  const cognito = new CognitoIdentityProviderClient({ region });
  const all = await listRegisteredClients(cognito, pool);
  const chosen = since ? all.filter((client) => client.since < since) : all;
  if (yes) for (const { id } of chosen) await removeClient(cognito, pool, id);
  process.stdout.write(json ? `${JSON.stringify(chosen)}\n` : describe(chosen, all.length, { action, yes }));
}

/** At least a day: a recent registration may be waiting for its person to sign in. */
function before(olderThan: string | undefined): Date {
  const days = /^([1-9]\d{0,3})d$/.exec(olderThan ?? '')?.[1];
  if (!days) throw new UsageError('remove needs --older-than with a number of days, such as 90d.');
  return new Date(Date.now() - Number(days) * day);
}

function describe(
  chosen: readonly RegisteredClient[],
  total: number,
  { action, yes }: { readonly action: string; readonly yes: boolean },
): string {
  const rows = chosen.map(({ id, name, redirects, since }) => [
    id,
    since.toISOString().slice(0, 10),
    name,
    redirects.join(' '),
  ]);
  const outcome = {
    list: say(`${total} registered clients`, `등록된 클라이언트 ${total}개`),
    remove: yes
      ? say(`${chosen.length} of ${total} removed`, `${total}개 중 ${chosen.length}개 삭제`)
      : say(
          `${chosen.length} of ${total} would be removed; --yes removes them`,
          `${total}개 중 ${chosen.length}개가 삭제 대상입니다. --yes로 삭제합니다`,
        ),
  }[action];
  return [...alignColumns(rows), outcome, ''].join('\n');
}

if (import.meta.main) await runCommand(command);
