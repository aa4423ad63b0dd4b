import { Command, CommanderError, Option } from 'commander';
import stringWidth from 'string-width';
import { type Language, languageOfTag } from '../lambda/text/language.ts';

/** Wrong usage of a command: reported with a hint to --help, exit code 2. */
export class UsageError extends Error {}

/** Language of the output: --lang, which some commands accept, or else LC_ALL, LC_MESSAGES or LANG. */
export const language: Language =
  languageOfTag(/(?:^|\n)--lang[=\n](\w+)/.exec(process.argv.join('\n'))?.[1]) ??
  languageOfTag(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG) ??
  'en';

/** The text in the user's language. */
export function say(english: string, korean: string): string {
  return language === 'ko' ? korean : english;
}

/** A command with --help, examples, and the exit codes 0 (done), 1 (failed) and 2 (wrong usage). */
export function defineCommand(name: string, summary: string, examples: readonly string[] = []): Command {
  const command = new Command(`ops-assistant ${name}`)
    .description(summary)
    .helpOption('-h, --help', say('show this help', '이 도움말'))
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({ styleTitle: (title) => say(title, koreanTitles[title] ?? title) })
    .configureOutput({ writeErr: () => {} });
  if (examples.length === 0) return command;
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\n${say('Examples', '예')}:\n${lines}\n`);
}

/** The table for a command: one in AWS, or without `table` the local server's. */
export interface TableOptions {
  readonly table?: string | undefined;
  readonly region?: string | undefined;
}

export function withTableOptions(command: Command): Command {
  return command
    .option(
      '--table <name>',
      say("a deployed table; default: the local server's", '배포된 테이블; 없으면 로컬 서버의 테이블'),
    )
    .option('--region <region>', say('AWS region of the table', '테이블의 AWS 리전'));
}

export function jsonOption(): Option {
  return new Option('--json', say('machine-readable output', 'JSON 출력')).default(false);
}

/** The deployed table from the options, with AWS_REGION as the default region; undefined means the local table. */
export function deployedTableOf(
  { table, region }: TableOptions,
  env: Readonly<Record<string, string | undefined>>,
): { readonly table: string; readonly region: string } | undefined {
  if (table === undefined) {
    if (region === undefined) return undefined;
    throw new UsageError(
      say(
        '--region needs --table, the name of a deployed table.',
        '--region을 쓰려면 배포된 테이블의 이름을 --table로 지정하세요.',
      ),
    );
  }
  if (env.DYNAMODB_ENDPOINT) {
    throw new UsageError(
      say(
        '--table is a table in AWS, but DYNAMODB_ENDPOINT points to another DynamoDB. Use only one of them.',
        '--table은 AWS의 테이블인데 DYNAMODB_ENDPOINT가 다른 DynamoDB를 가리킵니다. 둘 중 하나만 쓰세요.',
      ),
    );
  }
  const where = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!where)
    throw new UsageError(
      say(
        '--table needs --region, or AWS_REGION in the environment.',
        '--table을 쓰려면 --region이나 AWS_REGION으로 리전을 지정하세요.',
      ),
    );
  return { table, region: where };
}

const koreanTitles: Readonly<Record<string, string>> = {
  'Usage:': '사용법:',
  'Arguments:': '인자:',
  'Options:': '옵션:',
  'Commands:': '명령:',
};

/** Translations of commander's errors, by error code. */
const koreanErrors: Readonly<Record<string, string>> = {
  'commander.unknownOption': '알 수 없는 옵션입니다',
  'commander.missingArgument': '필수 인자가 없습니다',
  'commander.excessArguments': '인자가 너무 많습니다',
  'commander.missingMandatoryOptionValue': '필수 옵션이 없습니다',
  'commander.optionMissingArgument': '옵션에 값이 없습니다',
};

/** Runs a command with the arguments of this process, and reports errors as plain text without a stack trace. */
export async function runCommand(command: Command, args = process.argv.slice(2)): Promise<void> {
  // The reader of a pipe, such as head, may have ended.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  try {
    readEnvFile();
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    const message = messageOf(error);
    const hint = say(`See: ${command.name()} --help`, `도움말: ${command.name()} --help`);
    const text = isUsage ? `${message}\n${hint}\n` : `${message}\n`;
    // Exits explicitly, because an open resource of the command could keep the process alive.
    process.stderr.write(text, () => process.exit(isUsage ? 2 : 1));
  }
}

function messageOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, '');
  const korean = error instanceof CommanderError ? koreanErrors[error.code] : undefined;
  return say(message, korean ? `${korean}: ${/'[^']+'/.exec(message)?.[0] ?? message}` : message);
}

/** Ends the process with exit code 1 and the error's message, without a stack trace, on stderr. */
export function exitWithError(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Reads .env from the working directory; variables that are already set win. */
function readEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Formats rows as columns with two spaces between them; a Korean character is two columns wide. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[column]!)), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(widths[column]! - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}
