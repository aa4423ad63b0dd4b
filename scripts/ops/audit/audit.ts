import { writeFile } from 'node:fs/promises';
import { usageChart } from '../../../lambda/usage/usage-chart.ts';
import {
  defineCommand,
  jsonOption,
  runCommand,
  say,
  type TableOptions,
  UsageError,
  withTableOptions,
} from '../../cli.ts';
import { auditFileOf } from '../../local/settings.ts';
import { describeGroups, describeRecords } from './describe-records.ts';
import { type Outcome, outcomes } from './parse-record.ts';
import { readRecords, type Selection } from './read-records.ts';
import { withKeysOf, withoutKeys } from './resolve-pseudonyms.ts';
import { type Group, groups, summarize, summarizeBy } from './summarize.ts';

interface Options extends TableOptions {
  readonly since?: string;
  readonly sub?: string;
  readonly outcome?: string;
  readonly ticket?: string;
  readonly suspicion?: string;
  readonly by?: string;
  readonly chart?: string;
  readonly file?: string;
  readonly json: boolean;
}

export const command = withTableOptions(
  defineCommand(
    'audit',
    say(
      'Shows the audit trail: a line per request with caller, tool and outcome, then failures by code, calls and latency by tool, and suspected attacks; or a table per person or client. ' +
        "It reads the local server's records, or a file from CloudWatch or S3 (also .gz).",
      '감사 기록을 보여 줍니다: 요청마다 호출자, 도구, 결과를 한 줄로 출력하고, 코드별 오류, 도구별 호출과 지연 시간, 공격 의심 요청을 집계합니다. 사람별·클라이언트별 표도 출력할 수 있습니다. 로컬 서버의 기록이나 CloudWatch·S3의 파일(.gz 포함)을 읽습니다.',
    ),
    [
      'npm run audit -- --since 1h',
      'npm run audit -- --ticket TKT-006',
      'npm run audit -- --outcome denied --json',
      'npm run audit -- --by person --since 7d --chart people.png',
      'npm run audit -- --suspicion flood',
    ],
  ),
)
  .option(
    '--since <time>',
    say('seconds, minutes, hours or days: 90s, 15m, 1h, 7d', '기간: 90s, 15m, 1h, 7d'),
  )
  .option(
    '--sub <subject>',
    say(
      'one caller: the subject of the token, issuer#subject, or the caller_id of a record',
      '호출자: 토큰의 subject, issuer#subject 또는 기록의 caller_id',
    ),
  )
  .option('--outcome <outcome>', outcomes.join(', '))
  .option(
    '--suspicion <kind>',
    say('one kind of suspected attack, or any', '공격 의심 요청의 종류 하나, 또는 any'),
  )
  .option(
    '--by <group>',
    say('print a table by person or client instead', `사람별·클라이언트별 표: ${groups.join(', ')}`),
  )
  .option('--chart <file.png>', say('with --by: also save the table as a chart', '--by의 표를 차트로도 저장'))
  .option('--ticket <id>', say('only records of this ticket', '이 티켓의 기록만'))
  .option(
    '--file <file>',
    say(
      'read the records of another server from this file; - for stdin',
      '다른 서버의 기록을 이 파일에서 읽음; -는 표준 입력',
    ),
  )
  .addOption(jsonOption())
  .action(showRecords);

const unitMs = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

async function showRecords({ json, file, by, chart, table, region, ...options }: Options): Promise<void> {
  const group = groupOf(by, chart);
  const hasKeys = table !== undefined || Boolean(process.env.DYNAMODB_ENDPOINT);
  const pseudonyms = hasKeys ? await withKeysOf(process.env, { table, region }) : withoutKeys();
  const selection = selectionOf(options);
  const { records, unreadable } = await readRecords(
    file ?? auditFileOf(process.env),
    selection,
    pseudonyms.resolve,
  );
  if (group) {
    const rows = summarizeBy(group, records);
    process.stdout.write(
      json ? `${JSON.stringify({ by: group, rows }, null, 2)}\n` : describeGroups(group, rows),
    );
    if (chart) await writeFile(chart, usageChart(rows));
  } else {
    const summary = summarize(records);
    process.stdout.write(
      json ? `${JSON.stringify({ records, ...summary }, null, 2)}\n` : describeRecords(records, summary),
    );
  }
  if (pseudonyms.unresolved() > 0)
    process.stderr.write(`${unresolvedNote(pseudonyms.unresolved(), hasKeys)}\n`);
  if (unreadable > 0) process.stderr.write(`${unreadable} lines are not audit records and were skipped.\n`);
}

function unresolvedNote(count: number, hasKeys: boolean): string {
  return hasKeys
    ? say(
        `${count} records are of people whose key does not exist: they were erased.`,
        `${count}건은 키가 없는 기록입니다. 데이터를 지운 사람의 것입니다.`,
      )
    : say(
        `${count} records have pseudonyms. --table and --region name the table with the keys.`,
        `${count}건은 가명입니다. --table 과 --region 으로 키가 있는 테이블을 지정하세요.`,
      );
}

function groupOf(by: string | undefined, chart: string | undefined): Group | undefined {
  if (by !== undefined && !groups.includes(by as Group))
    throw new UsageError(`--by is one of ${groups.join(', ')}, not "${by}".`);
  if (chart !== undefined && (by === undefined || !chart.endsWith('.png')))
    throw new UsageError('--chart takes the name of a .png file, and needs --by.');
  return by as Group | undefined;
}

function selectionOf({ since, sub, outcome, ticket, suspicion }: Partial<Options>): Selection {
  if (outcome !== undefined && !outcomes.includes(outcome as Outcome)) {
    throw new UsageError(`--outcome is one of ${outcomes.join(', ')}, not "${outcome}".`);
  }
  return {
    ...(since !== undefined && { after: Date.now() - durationMs(since) }),
    ...(sub !== undefined && { sub }),
    ...(outcome !== undefined && { outcome: outcome as Outcome }),
    ...(suspicion !== undefined && { suspicion }),
    ...(ticket !== undefined && { ticket: ticket.trim().toUpperCase() }),
  };
}

function durationMs(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`--since takes a time such as 15m, 1h or 7d, not "${text}".`);
  return Number(count) * unitMs.get(unit)!;
}

if (import.meta.main) await runCommand(command);
