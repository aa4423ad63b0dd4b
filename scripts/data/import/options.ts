import { type Command, Option } from 'commander';
import {
  defineCommand,
  jsonOption,
  language,
  say,
  type TableOptions,
  UsageError,
  withTableOptions,
} from '../../cli.ts';

export interface Options extends TableOptions {
  readonly inventory?: string;
  readonly policies?: string;
  readonly tickets?: string;
  readonly synonyms?: string;
  readonly map?: string;
  readonly location?: string;
  readonly createdBy?: string;
  readonly timeZone: string;
  readonly retryFor: number;
  readonly dryRun: boolean;
  readonly deleteMissing: boolean;
  readonly proposeMap: boolean;
  readonly removeSample: boolean;
  readonly json: boolean;
}

export function defineImport(action: (options: Options) => Promise<void>): Command {
  return withTableOptions(
    defineCommand(
      'import',
      say(
        "Imports your data into the local server's table, or into the deployed table of --table. " +
          'Every guess, and every row, column and file that is skipped, is reported on stderr. ' +
          'Exit code: 0 all rows were imported, 1 all rows except those on stderr, 2 nothing was imported, 3 the import stopped midway.',
        '데이터를 로컬 서버의 테이블이나 --table로 지정한 배포된 테이블로 가져옵니다. ' +
          '추측한 내용과 건너뛴 행, 열, 파일은 모두 표준 오류에 출력합니다. ' +
          '종료 코드: 0 모두 가져옴, 1 표준 오류에 출력한 행을 빼고 가져옴, 2 가져온 것 없음, 3 도중에 멈춤.',
      ),
      [
        'npm run import -- --inventory stock.xlsx --policies policies/ --tickets tickets.csv --dry-run',
        'npm run import -- --inventory stock.xlsx --propose-map',
        'npm run import -- --synonyms synonyms.csv --remove-sample',
        'npm run import -- --policies policies/ --table NAME --region ap-northeast-2',
      ],
    )
      .option('--inventory <file>', say('a spreadsheet: .xlsx, .csv or .tsv', '재고 표: .xlsx, .csv, .tsv'))
      .option('--policies <folder>', say('a folder of Markdown files', 'Markdown 파일 폴더'))
      .option('--tickets <file>', say('a spreadsheet or JSON Lines', '티켓 표 또는 JSON Lines'))
      .option(
        '--synonyms <file>',
        say(
          'a .csv with synonyms in each row; replaces the earlier ones',
          '행마다 동의어가 있는 .csv; 이전 동의어를 대체',
        ),
      )
      .option(
        '--dry-run',
        say(
          'write nothing; list what would be created, changed and removed',
          '저장하지 않고 바뀔 내용만 표시',
        ),
        false,
      )
      .option(
        '--delete-missing',
        say('remove items and policies that are not in the files', '파일에 없는 품목과 규정 삭제'),
        false,
      )
      .option(
        '--propose-map',
        say(
          'write import-map.json, a proposed mapping of columns and values',
          '열과 값의 매핑을 제안하는 import-map.json 작성',
        ),
        false,
      )
      .option('--map <file>', say('use this mapping of columns and values', '이 매핑 파일로 열과 값을 읽기'))
      .option('--location <name>', say('location of items without one', '위치가 없는 품목의 위치'))
      .option('--created-by <name>', say('author of tickets without one', '작성자가 없는 티켓의 작성자'))
      .addOption(
        new Option('--time-zone <zone>', say('time zone of times without one', '시간대가 없는 시각의 시간대'))
          .default(Intl.DateTimeFormat().resolvedOptions().timeZone)
          .argParser(timeZoneOf),
      )
      .option('--remove-sample', say('remove the sample data first', '예제 데이터를 먼저 삭제'), false)
      .addOption(
        new Option(
          '--retry-for <seconds>',
          say(
            'how long to retry when the table is throttled or unreachable',
            '테이블이 스로틀링되거나 연결되지 않을 때 다시 시도할 시간',
          ),
        )
          .default(120)
          .argParser(secondsOf),
      ),
  )
    .addOption(
      new Option('--lang <language>', say('language of the messages', '안내 언어'))
        .choices(['en', 'ko'])
        .default(language),
    )
    .addOption(jsonOption())
    .action(action);
}

/** Undefined if there is neither a file nor a folder to import. */
export function sourcesOf({ inventory, policies, tickets }: Options) {
  const hasSource = [inventory, policies, tickets].some((source) => source !== undefined);
  return hasSource ? { inventory, policies, tickets } : undefined;
}

function timeZoneOf(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new UsageError(
      say(
        `--time-zone: found "${zone}", expected the name of a zone such as Asia/Seoul.`,
        `--time-zone: "${zone}" 대신 Asia/Seoul 같은 시간대 이름을 적으세요.`,
      ),
    );
  }
}

function secondsOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(
    say(
      `--retry-for: found "${text}", expected a number of seconds.`,
      `--retry-for: "${text}" 대신 초 수를 적으세요.`,
    ),
  );
}
