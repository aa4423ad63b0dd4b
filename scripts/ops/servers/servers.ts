import type { Command } from 'commander';
import { checkServers } from '../../../lambda/mounted-servers/inspection/check-servers.ts';
import { deleteServer, saveServer } from '../../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords } from '../../../lambda/mounted-servers/records.ts';
import { defineCommand, jsonOption, runCommand, say, UsageError, withTableOptions } from '../../cli.ts';
import { addServer } from './add-server.ts';
import { approveTools } from './approve-tools.ts';
import { describeCheck, describeServers } from './describe-tools.ts';
import type { Values } from './options.ts';
import { settingsIn } from './server-settings.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export const command = defineCommand(
  'servers',
  say(
    "Mounts other MCP servers' tools behind this server: docs/several-servers.md. A tool can be called after a person has approved " +
      'its definition. If the definition changes, the tool is disabled until it is approved again. Exit code 1: check found changed tools, or a server that cannot be reached.',
    '다른 MCP 서버를 마운트해 그 도구를 이 서버에서 제공합니다(docs/several-servers.md). 도구는 사람이 설명을 승인한 뒤에만 호출할 수 있고, 설명이 바뀌면 다시 승인할 때까지 목록에서 빠집니다. ' +
      '종료 코드 1: check가 그런 도구나 응답 없는 서버를 찾았습니다.',
  ),
  [
    'npm run servers -- add hr --url https://hr.example.com/mcp',
    'npm run servers -- approve hr --all',
    'npm run servers -- list',
    'npm run servers -- check --json',
    'npm run servers -- set hr --limit 30 --disable',
    'npm run servers -- remove hr',
  ],
)
  .argument('[action]', say('one of the commands below', '아래 명령 중 하나'))
  .action((action: string | undefined) => {
    if (action !== undefined) throw new UsageError(`There is no command ${action}.`);
    command.outputHelp();
  });

const name = say('prefix of its tools', '도구 이름의 앞부분');

withSettings(
  action('add', say('read the tools of a server, to be approved', '서버의 도구를 읽어 승인 대기로 등록')),
)
  .argument('<name>', name)
  .requiredOption('--url <url>', say('its MCP endpoint', 'MCP 주소'))
  .option('--allow-private', say('allow a private address', '사설 주소 허용'), false)
  .option('--auth <mode>', 'none, static, client-credentials, token-exchange', 'none')
  .option(
    '--secret <name>',
    say(
      'name of a secret: in MOUNTED_SERVER_SECRETS, or with --table in Secrets Manager',
      '시크릿의 이름: MOUNTED_SERVER_SECRETS, --table과 함께면 Secrets Manager',
    ),
  )
  .option('--header <name>', say('header for a static secret', '고정 시크릿을 넣을 헤더'), 'authorization')
  .option(
    '--token-url <url>',
    say('token endpoint of the authorization server', '인가 서버의 토큰 엔드포인트'),
  )
  .option('--client-id <id>', say('client ID of this server there', '그곳에 등록된 이 서버의 클라이언트 ID'))
  .option('--auth-scope <text>', say('scope to request', '요청할 스코프'))
  .option('--audience <text>', say('audience to request', '요청할 audience'))
  .action((server: string, values: Values) =>
    inWorkplace(values, (workplace) => addServer(workplace, server, values)),
  );

action('approve', say('show tools as callers will see them, and approve them', '도구를 보여 주고 승인'))
  .argument('<name>', name)
  .argument('[tools...]', say('names of tools', '도구 이름'))
  .option('--all', say('approve every tool that is pending', '대기 중인 모든 도구 승인'), false)
  .option('--as <name>', say('another name for the tool', '다른 도구 이름'))
  .option('--read-only', say('mark the tools as read-only', '읽기 전용 도구로 표시'), false)
  .option('--limit <number>', say('calls per minute', '분당 호출 수'))
  .option(
    '--incident <json>',
    say('use it in incident_report with these arguments', 'incident_report에서 이 인자로 호출'),
  )
  .option('--yes', say('do not ask for confirmation', '확인하지 않고 실행'), false)
  .action((server: string, tools: readonly string[], values: Values) =>
    inWorkplace(values, (workplace) => approveTools(workplace, server, tools, values)),
  );

action('list', say('show servers and tools', '서버와 도구 보기'))
  .addOption(jsonOption())
  .action((values: Values) =>
    inWorkplace(values, async ({ db }) => {
      const records = await readMountedRecords(db);
      return values.json ? JSON.stringify(records, null, 2) : describeServers(records);
    }),
  );

action('check', say('compare with what was approved', '승인한 내용과 비교'))
  .argument('[name]', name)
  .addOption(jsonOption())
  .action((server: string | undefined, values: Values) =>
    inWorkplace(values, async ({ db, inspect }) => {
      const reports = await checkServers(db, { only: server, inspect });
      if (server !== undefined && reports.length === 0) throw noSuchServer(server);
      const allUnchanged = reports.every(
        ({ error, changed, gone }) => !error && changed.length + gone.length === 0,
      );
      if (!allUnchanged) process.exitCode = 1;
      return values.json ? JSON.stringify(reports, null, 2) : describeCheck(reports);
    }),
  );

withSettings(action('set', say('change settings of a server', '서버 설정 변경')))
  .argument('<name>', name)
  .option('--enable', say('enable its tools', '도구 사용'))
  .option('--disable', say('disable its tools', '도구 사용 중지'))
  .action((name: string, values: Values) =>
    inWorkplace(values, async ({ db }) => {
      const { server } = await find({ db }, name);
      await saveServer(db, { ...server, ...settingsIn(values) }, []);
      return `${name} is changed. Running servers follow within half a minute.`;
    }),
  );

action('remove', say('take a server and its tools out', '서버와 도구 제거'))
  .argument('<name>', name)
  .action((name: string, values: Values) =>
    inWorkplace(values, async ({ db }) => {
      const { server, tools } = await find({ db }, name);
      await deleteServer(db, server.server, tools);
      return `${name} is removed. Running servers follow within half a minute.`;
    }),
  );

function action(action: string, summary: string): Command {
  return withTableOptions(command.command(action).description(summary));
}

function withSettings(command: Command): Command {
  return command
    .option('--scope <scope>', say('scope that callers need', '호출자에게 필요한 스코프'))
    .option('--limit <number>', say('calls per minute', '분당 호출 수'))
    .option('--timeout <ms>', say('time limit per call', '호출당 제한 시간'))
    .option('--max-bytes <number>', say('maximum size of an answer', '응답당 최대 크기'))
    .option(
      '--fallback <text>',
      say(
        'text for callers while the server is unreachable',
        '서버에 연결할 수 없을 때 호출자에게 보여 줄 텍스트',
      ),
    );
}

async function inWorkplace(values: Values, work: (workplace: Workplace) => Promise<string>): Promise<void> {
  await using workplace = await openWorkplace(values, process.env);
  process.stdout.write(`${await work(workplace)}\n`);
}

async function find({ db }: Pick<Workplace, 'db'>, name: string) {
  const { servers, tools } = await readMountedRecords(db);
  const server = servers.find((known) => known.server === name);
  if (!server) throw noSuchServer(name);
  return { server, tools: tools.filter((tool) => tool.server === name) };
}

function noSuchServer(name: string): UsageError {
  return new UsageError(`There is no server ${name}.`);
}

if (import.meta.main) await runCommand(command);
