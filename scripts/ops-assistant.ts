import type { Command } from 'commander';
import { defineCommand, runCommand, say, UsageError } from './cli.ts';

interface Entry {
  readonly file: string;
  readonly summary: string;
  /** Arguments that precede the user's. */
  readonly args?: readonly string[];
}

/** Every command, in the order of --help. */
const commands: Readonly<Record<string, Entry>> = {
  start: {
    file: './dev/start.ts',
    summary: say('run the server on this machine', '이 컴퓨터에서 서버 실행'),
  },
  token: { file: './dev/token.ts', summary: say('print an access token', '액세스 토큰 출력') },
  connect: { file: './dev/connect.ts', summary: say('show how to connect a host', '호스트 연결 방법 출력') },
  call: { file: './dev/call.ts', summary: say('call a tool', '도구 호출') },
  doctor: {
    file: './dev/doctor.ts',
    summary: say('diagnose this machine or a server', '컴퓨터나 서버의 문제 진단'),
  },
  import: { file: './data/import/import.ts', summary: say('import your data', '데이터 가져오기') },
  servers: {
    file: './ops/servers/servers.ts',
    summary: say('mount other MCP servers', '다른 MCP 서버 마운트'),
  },
  clients: {
    file: './ops/clients/clients.ts',
    summary: say('list and remove apps that registered', '스스로 등록한 앱 관리'),
  },
  audit: { file: './ops/audit/audit.ts', summary: say('show the audit trail', '감사 기록 조회') },
  backup: { file: './data/backup/backup.ts', summary: say('copy the table into a file', '테이블 백업') },
  restore: { file: './data/backup/restore.ts', summary: say('write a backup into a table', '백업 복원') },
  erase: {
    file: './data/erase/erase.ts',
    summary: say("erase one person's data", '한 사람의 데이터 삭제'),
  },
  check: {
    file: './ops/production-check/production-check.ts',
    summary: say('check a server against the production checklist', '운영 점검표로 서버 검사'),
  },
  cost: { file: './ops/cost/cost.ts', summary: say('estimate the monthly cost in AWS', 'AWS 월 비용 계산') },
  new: {
    file: './dev/new.ts',
    summary: say('scaffold a tool, resource or prompt', '도구·리소스·프롬프트 뼈대'),
  },
  docs: { file: './docs/reference.ts', summary: say('write the reference pages', '레퍼런스 문서 작성') },
  bench: { file: './performance/bench/bench.ts', summary: say('measure performance', '성능 측정') },
  load: { file: './performance/load/load.ts', summary: say('measure under load', '부하 측정') },
  build: { file: './bundle/build.ts', summary: say('build the Lambda functions', 'Lambda 함수 빌드') },
  'code-cache': {
    file: './performance/bench/code-cache.ts',
    summary: say("create V8's code cache for a function", '함수의 V8 코드 캐시 생성'),
  },
  dynamodb: { file: './dev/dynamodb.ts', summary: say('run the embedded DynamoDB', '내장 DynamoDB 실행') },
};

/** Runs the command with this name, or lists all commands. */
async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return list();
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) return runCommand(unknownCommand(name), []);
  const all = [...(entry.args ?? []), ...args];
  process.argv = [process.argv[0]!, entry.file, ...all];
  const { command } = (await import(entry.file)) as { command?: Command };
  if (command) await runCommand(command, all);
}

function list(): void {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  process.stdout.write(
    `${say('Usage', '사용법')}: npx ops-assistant COMMAND [--help]\n\n${lines.join('\n')}\n\n` +
      `${say('Deploy', '배포')}: npx cdk deploy -c stage=dev   (docs/deploying.md)\n`,
  );
}

function unknownCommand(name: string): Command {
  return defineCommand('', '').action(() => {
    throw new UsageError(say(`There is no command "${name}".`, `"${name}" 명령은 없습니다.`));
  });
}

await main(process.argv.slice(2));
