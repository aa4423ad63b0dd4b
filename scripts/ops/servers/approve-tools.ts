import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { problemsOf } from '../../../lambda/mounted-servers/inspection/definition-problems.ts';
import { saveTools } from '../../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords, type ToolRecord } from '../../../lambda/mounted-servers/records.ts';
import { hashOf, isMountedName, maxNameLength } from '../../../lambda/mounted-servers/tool-definition.ts';
import { tools as ownTools } from '../../../lambda/tools/index.ts';
import { UsageError } from '../../cli.ts';
import { describeDecision } from './describe-tools.ts';
import { numberOf, type Values } from './options.ts';
import type { Workplace } from './workplace.ts';

const maxApproved = 300;
/** With more tools from one server, models choose worse. */
const manyTools = 40;

/** Shows the tools as callers would see them, and approves all of them or none. Returns the message to print. */
export async function approveTools(
  { db }: Workplace,
  server: string,
  names: readonly string[],
  values: Values,
): Promise<string> {
  const { servers, tools } = await readMountedRecords(db);
  if (!servers.some((record) => record.server === server))
    throw new UsageError(`There is no server ${server}.`);
  const due = chosen(
    tools.filter((tool) => tool.server === server),
    names,
    values,
  );
  if (due.length === 0) return `No tool of ${server} waits for approval.`;
  const changes = due.map((before) => ({ before, after: approved(before, values) }));
  const others = tools.filter((tool) => !due.includes(tool) && tool.state !== 'pending');
  assertApprovable(
    changes.map(({ after }) => after),
    others,
  );

  process.stdout.write(
    `${changes.map(({ before, after }) => describeDecision(before, after)).join('\n\n')}\n\n`,
  );
  if (changes.length > manyTools)
    process.stdout.write(
      `Models choose worse from more than ${manyTools} tools; these are ${changes.length}.\n`,
    );
  if (!(values.yes || (await agreed(`Approve ${changes.length} of ${server}? [y/N] `)))) {
    throw new UsageError('Nothing was approved.');
  }
  await saveTools(db, changes);
  return `Approved: ${changes.map(({ after }) => after.name).join(', ')}. Running servers list them within half a minute.`;
}

function chosen(records: readonly ToolRecord[], names: readonly string[], { all }: Values): ToolRecord[] {
  if (all) return records.filter((record) => ['pending', 'changed'].includes(record.state) && usable(record));
  if (names.length === 0) throw new UsageError('Name the tools to approve, or use --all.');
  return names.map((name) => {
    const record = records.find((tool) => tool.upstream_name === name || tool.name === name);
    if (record) return record;
    throw new UsageError(
      `There is no tool ${name}: ${records.map((tool) => tool.upstream_name).join(', ')}.`,
    );
  });
}

/** --all skips tools that cannot be approved; a tool that is named is rejected with the reason. */
function usable(record: ToolRecord): boolean {
  return !record.task_only && problemsOf(record.seen ?? record.definition).length === 0;
}

function approved({ seen, task_only, ...before }: ToolRecord, values: Values): ToolRecord {
  if (task_only)
    throw new UsageError(`${before.upstream_name} runs as a task only, which this server does not wait for.`);
  const definition = seen ?? before.definition;
  const perMinute = numberOf('--limit', values.limit, 1, 100_000);
  return {
    ...before,
    name: values.as ?? before.name,
    state: 'approved',
    definition,
    hash: hashOf(definition),
    approved_by: userInfo().username,
    approved_at: new Date().toISOString(),
    read_only: values.readOnly || before.read_only,
    ...(perMinute !== undefined && { per_minute: perMinute }),
    ...(values.incident !== undefined && { incident_arguments: incidentArguments(values.incident) }),
  };
}

function assertApprovable(due: readonly ToolRecord[], others: readonly ToolRecord[]): void {
  const usedNames = new Set([...ownTools, ...others].map(({ name }) => name));
  if (due.length + others.length > maxApproved)
    throw new UsageError(`At most ${maxApproved} tools can be mounted.`);
  for (const { name, server, upstream_name, definition } of due) {
    const problems = problemsOf(definition);
    if (problems.length > 0) throw new UsageError(`${upstream_name}: ${problems.join('; ')}.`);
    if (!isMountedName(name, server)) {
      throw new UsageError(
        `${upstream_name} would be called ${name}: give it a name with --as, ${server}_…, of a-z, 0-9 and _, up to ${maxNameLength} characters.`,
      );
    }
    if (usedNames.has(name))
      throw new UsageError(`A tool ${name} exists already: give ${upstream_name} another name with --as.`);
    usedNames.add(name);
  }
}

function incidentArguments(json: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(json);
    const isFlat =
      typeof parsed === 'object' &&
      parsed !== null &&
      Object.values(parsed).every((value) => typeof value === 'string');
    if (isFlat && !Array.isArray(parsed)) return parsed as Record<string, string>;
  } catch {
    // The error below covers this and JSON of another form.
  }
  throw new UsageError(`--incident takes a JSON object of texts, such as '{"query":"{issue}"}'.`);
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Nothing was approved. Review the tools, then add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
