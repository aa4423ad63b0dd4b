import { auditFilesOf } from '../../../lambda/observability/read-audit-files.ts';
import {
  defineCommand,
  runCommand,
  say,
  type TableOptions,
  UsageError,
  withTableOptions,
} from '../../cli.ts';
import { auditFileOf } from '../../local/settings.ts';
import { openTable } from '../backup/open-client.ts';
import { eraseFromAuditFile } from './erase-audit-file.ts';
import { erasePerson, findPerson } from './erase-person.ts';
import { personOf } from './person.ts';

interface Options extends TableOptions {
  readonly subject?: string;
  readonly issuer?: string;
  readonly texts?: boolean;
  readonly yes?: boolean;
}

export const command = withTableOptions(
  defineCommand(
    'erase',
    say(
      'Replaces one person by a random pseudonym in tickets, history and local audit records. Deletes the rate limits and ' +
        'idempotency records of the person, and the key of the pseudonym in the locked audit trail. Without --yes it only shows what it would do. See docs/privacy.md.',
      '한 사람의 이름을 티켓·이력·로컬 감사 기록에서 무작위 가명으로 바꾸고, 호출 제한·멱등성 레코드와 잠긴 감사 기록을 복호화하는 키를 삭제합니다. --yes 가 없으면 무엇을 할지만 보여 줍니다.',
    ),
    [
      'npm run erase -- --subject alice',
      'npm run erase -- --subject alice --texts --yes',
      'npm run erase -- --subject 4f1c… --issuer https://login.example.com/ --table NAME --region ap-northeast-2 --yes',
    ],
  )
    .option('--subject <sub>', say('the subject of the person’s tokens', '토큰의 sub'))
    .option(
      '--issuer <url>',
      say(
        'the issuer of the tokens, if the server accepts several issuers',
        '토큰 발급자(발급자가 여럿일 때)',
      ),
    )
    .option(
      '--texts',
      say('also erase titles, bodies and notes that the person wrote', '작성한 제목·본문·메모도 삭제'),
    )
    .option('--yes', say('erase; this cannot be undone', '실제로 삭제(되돌릴 수 없음)')),
).action(erase);

async function erase({ subject, issuer, texts = false, yes = false, ...options }: Options): Promise<void> {
  if (!subject)
    throw new UsageError(say('--subject takes the subject to erase.', '--subject 가 필요합니다.'));
  const person = personOf(subject, issuer);
  await using table = await openTable(process.env, options);
  const found = await findPerson(table, person);
  const files = options.table === undefined ? auditFilesOf(auditFileOf(process.env)) : [];
  const records = await eraseFromFiles(true);
  const listed = found.tickets.slice(0, 20).join(' ') + (found.tickets.length > 20 ? ' …' : '');
  process.stdout.write(
    `${table.where}\n${say('tickets', '티켓')}: ${found.tickets.length} ${listed}\n` +
      `${say('limits and idempotency records', '호출 제한·멱등성 레코드')}: ${found.requests.length}\n` +
      `${say('keys of the audit trail', '감사 버킷의 키')}: ${found.trailKeys.length}\n` +
      `${say('local audit records', '로컬 감사 기록')}: ${records}\n`,
  );
  if (found.tickets.length + found.requests.length + found.trailKeys.length + records === 0) {
    process.stdout.write(`${say('No data of this person was found.', '이 사람의 데이터가 없습니다.')}\n`);
    return;
  }
  if (!yes) {
    process.stdout.write(
      `${say('Nothing was changed. Add --yes to erase.', '변경하지 않았습니다. 지우려면 --yes 를 붙이세요.')}\n`,
    );
    return;
  }
  await erasePerson(table, person, found, { texts });
  await eraseFromFiles(false);
  process.stdout.write(
    `${say('Erased. From now on the person is', '지웠습니다. 이제 가명은')} ${person.pseudonym}\n`,
  );

  async function eraseFromFiles(dryRun: boolean): Promise<number> {
    let count = 0;
    for (const file of files) count += await eraseFromAuditFile(file, person, found.callerIds, { dryRun });
    return count;
  }
}

if (import.meta.main) await runCommand(command);
