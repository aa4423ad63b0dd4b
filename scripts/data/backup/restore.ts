import { resolve } from 'node:path';
import {
  defineCommand,
  runCommand,
  say,
  type TableOptions,
  UsageError,
  withTableOptions,
} from '../../cli.ts';
import { readBackup } from './backup-file.ts';
import { openTable } from './open-client.ts';
import { restoreInto } from './restore-into.ts';

interface Options extends TableOptions {
  readonly from?: string;
  readonly replace: boolean;
}

export const command = withTableOptions(
  defineCommand(
    'restore',
    say(
      'Writes a backup into an empty table and compares the two item by item. ' +
        'Before you restore a deployed table, read docs/disaster-recovery.md.',
      '백업을 빈 테이블에 쓰고 항목마다 비교합니다. 배포된 테이블은 docs/disaster-recovery.md를 먼저 읽으세요.',
    ),
    [
      'DATA_DIR=.data-restored npm run restore -- --from backup.jsonl.gz',
      'npm run restore -- --from prod.jsonl.gz --table NAME --region ap-northeast-2',
    ],
  ).option('--from <file>', say('the backup file', '백업 파일')),
)
  .option('--replace', say('delete items that are not in the backup', '백업에 없는 항목 삭제'), false)
  .action(restore);

async function restore({ from, replace, ...options }: Options): Promise<void> {
  if (!from) throw new UsageError('--from takes the backup to read.');
  const backup = await readBackup(resolve(from));
  const { heading } = backup;
  process.stderr.write(`${from}: ${heading.items} items of table ${heading.table}, ${heading.time}\n`);

  await using table = await openTable(process.env, options);
  await restoreInto(table, backup, { replace });
  process.stdout.write(
    `${heading.items} items, content hash ${heading.sha256}\nwritten and compared: ${table.where}\n`,
  );
}

if (import.meta.main) await runCommand(command);
