import { defineCommand, runCommand, say, UsageError } from '../cli.ts';
import { startEmbeddedDynamoDB } from '../local/dynamodb-emulator/embedded-dynamodb.ts';

export const command = defineCommand(
  'dynamodb',
  say(
    'Runs the embedded DynamoDB as a separate process, which several servers can share.',
    '여러 서버가 함께 쓸 내장 DynamoDB를 실행합니다.',
  ),
  ['npm run dynamodb -- --path .data/dynamodb', 'DYNAMODB_ENDPOINT=http://127.0.0.1:4500 npm start'],
)
  .option(
    '--port <port>',
    say('port to listen on; 0 for any free port', '사용할 포트; 0이면 빈 포트'),
    '4500',
  )
  .option(
    '--path <folder>',
    say('folder for the data; without it, the data is in memory', '데이터 폴더; 없으면 메모리에 저장'),
  )
  .action(serve);

async function serve({ port, path }: { readonly port: string; readonly path?: string }): Promise<void> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port takes a number from 0 (any free port) to 65535, not "${port}".`);
  }
  const dynamodb = await startEmbeddedDynamoDB({ port: Number(port), ...(path && { path }) });
  console.log(
    `DynamoDB on ${dynamodb.endpoint}, data ${path ? `in ${path}` : 'in memory'}. Ctrl-C stops it.`,
  );
  const stop = () => void dynamodb.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

if (import.meta.main) await runCommand(command);
