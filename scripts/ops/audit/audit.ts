import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLocalSettings } from '../../local/settings.ts';
import { describeRecords } from './describe-records.ts';
import { type Outcome, outcomes } from './parse-record.ts';
import { readRecords, type Selection } from './read-records.ts';
import { summarize } from './summarize.ts';

const usage = `npm run audit -- [--since 1h] [--sub alice] [--outcome ${outcomes.join('|')}]
                 [--file FILE | --file -] [--json]

Shows who asked for what and how it ended: a line a request, then failures by code, calls and times by tool.
It reads the local server's records, or a FILE of lines from CloudWatch or S3 (unpacked), or stdin.

--since   seconds, minutes, hours or days: 90s, 15m, 1h, 7d
--sub     whose: the subject of their token, issuer#subject, or the caller_id of a record`;

const unitMs = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

class UsageError extends Error {}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(): Promise<void> {
  const { help, json, file, ...selection } = readOptions();
  if (help) return void process.stdout.write(`${usage}\n`);

  const { records, unreadable } = await readRecords(file, selection);
  const summary = summarize(records);
  process.stdout.write(
    json ? `${JSON.stringify({ records, ...summary }, null, 2)}\n` : describeRecords(records, summary),
  );
  if (unreadable > 0) process.stderr.write(`${unreadable} lines are no records and were left out.\n`);
}

function readOptions(): Selection & { help: boolean; json: boolean; file: string } {
  const { since, sub, outcome, file, json, help } = parseOptions();
  if (outcome !== undefined && !outcomes.includes(outcome as Outcome)) {
    throw new UsageError(`--outcome is one of ${outcomes.join(', ')}, not "${outcome}".`);
  }
  return {
    ...(since !== undefined && { after: Date.now() - durationMs(since) }),
    ...(sub !== undefined && { sub }),
    ...(outcome !== undefined && { outcome: outcome as Outcome }),
    file: file ?? ownFile(),
    json,
    help,
  };
}

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        since: { type: 'string' },
        sub: { type: 'string' },
        outcome: { type: 'string' },
        file: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function ownFile(): string {
  return process.env.AUDIT_FILE || join(readLocalSettings(process.env).dataDir, 'audit.jsonl');
}

function durationMs(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`--since takes a time such as 15m, 1h or 7d, not "${text}".`);
  return Number(count) * unitMs.get(unit)!;
}
