import { Command, CommanderError } from 'commander';
import stringWidth from 'string-width';

/** The command was called in a way that it does not know: reported with a hint to --help, exit code 2. */
export class UsageError extends Error {}

/** The person's language by LC_ALL, LC_MESSAGES or LANG. */
export const language = /^ko(?:[_.-]|$)/i.test(
  process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '',
)
  ? 'ko'
  : 'en';

/** The text in the person's language. */
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
    .configureOutput({ writeErr: () => {} });
  if (examples.length === 0) return command;
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return command.addHelpText('after', `\n${say('Examples', '예')}:\n${lines}\n`);
}

/** Runs a command with the arguments of this process, and reports how it failed as plain text without a stack. */
export async function runCommand(command: Command, args = process.argv.slice(2)): Promise<void> {
  try {
    readEnvFile();
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, '');
    const hint = say(`See: ${command.name()} --help`, `도움말: ${command.name()} --help`);
    const text = isUsage ? `${message}\n${hint}\n` : `${message}\n`;
    // Also when something that the command opened would keep the process alive.
    process.stderr.write(text, () => process.exit(isUsage ? 2 : 1));
  }
}

/** Ends a process that cannot go on: what is wrong on stderr, exit code 1, no stack. */
export function exitWithError(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Settings in .env of the working directory; a variable that is set already wins. */
function readEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Rows in aligned columns, two spaces apart; a Korean character takes two places of a terminal. */
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
