import { resolve } from 'node:path';
import {
  defineCommand,
  runCommand,
  say,
  type TableOptions,
  UsageError,
  withTableOptions,
} from '../../cli.ts';
import { writeBackup } from './backup-file.ts';
import { collectItems } from './collect-items.ts';
import { openTable } from './open-client.ts';

interface Options extends TableOptions {
  readonly to?: string;
}

export const command = withTableOptions(
  defineCommand(
    'backup',
    say(
      'Copies every item of a table into a new file and verifies the file. The server can stay in use. ' +
        'In AWS, prefer point-in-time recovery: docs/disaster-recovery.md.',
      '테이블의 모든 항목을 새 파일로 복사하고 검증합니다. 그동안 서버를 계속 사용할 수 있습니다. AWS에서는 시점 복구(PITR)를 먼저 쓰세요: docs/disaster-recovery.md.',
    ),
    [
      'npm run backup -- --to backup.jsonl.gz',
      'npm run backup -- --to prod.jsonl.gz --table NAME --region ap-northeast-2',
    ],
  ).option('--to <file>', say('the file to write', '저장할 파일')),
).action(backUp);

async function backUp({ to, ...options }: Options): Promise<void> {
  if (!to) throw new UsageError('--to takes the file to write.');
  await using table = await openTable(process.env, options);
  process.stderr.write(`Reading ${table.where}\n`);

  const { items, fitted } = await collectItems(table);
  const heading = await writeBackup(resolve(to), table.tableName, items.values());
  process.stdout.write(
    `${heading.items} items, content hash ${heading.sha256}\nwritten and read again: ${to}\n`,
  );
  if (fitted > 0) {
    process.stdout.write(`${fitted} of them were adjusted, because the table changed while it was read.\n`);
  }
}

if (import.meta.main) await runCommand(command);
