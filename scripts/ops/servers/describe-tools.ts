import { diff, stripVTControlCharacters } from 'node:util';
import type { CheckReport } from '../../../lambda/mounted-servers/inspection/check-servers.ts';
import { problemsOf, warningsOf } from '../../../lambda/mounted-servers/inspection/definition-problems.ts';
import type { MountedRecords, ToolRecord } from '../../../lambda/mounted-servers/records.ts';
import type { ToolDefinition } from '../../../lambda/mounted-servers/tool-definition.ts';
import { tools as ownTools } from '../../../lambda/tools/index.ts';

/** The exact text that is approved with a tool; for a changed tool, the differences. */
export function describeDecision(before: ToolRecord, after: ToolRecord): string {
  const { name, upstream_name, server, read_only, definition } = after;
  const warnings = warningsOf(
    definition,
    ownTools.map((tool) => tool.name),
  );
  const text = before.state === 'changed' ? changes(before.definition, definition) : linesOf(definition);
  return [
    `${name}  (${upstream_name} of ${server}; ${read_only ? 'declared read-only' : 'may write'})`,
    ...warnings.map((warning) => `  WARNING: ${warning}`),
    ...text.map((line) => `  ${line}`),
  ].join('\n');
}

function changes(before: ToolDefinition, after: ToolDefinition): string[] {
  const marks = { '-1': '+', 0: ' ', 1: '-' };
  return diff(linesOf(before), linesOf(after)).map(([operation, line]) => `${marks[operation as 0]} ${line}`);
}

/** A server's text must not move the cursor of the terminal in which a person reviews it. */
function linesOf(definition: ToolDefinition): string[] {
  return stripVTControlCharacters(JSON.stringify(definition, null, 2).replaceAll('\\n', '\n      ')).split(
    '\n',
  );
}

export function describeServers({ servers, tools }: MountedRecords): string {
  if (servers.length === 0) return 'No server is mounted. Next: npm run servers -- add NAME --url URL';
  return servers
    .flatMap(({ server, url, enabled, scope, per_minute, timeout_ms, handshake, auth }) => [
      `${server}  ${url}${enabled ? '' : '  DISABLED'}`,
      `  ${handshake.revision}, sign-in ${auth.mode}, scope ${scope}, ${per_minute} calls per minute, ${timeout_ms} ms`,
      ...tools.filter((tool) => tool.server === server).map(describeTool),
    ])
    .join('\n');
}

function describeTool({
  state,
  name,
  upstream_name,
  approved_by,
  approved_at,
  definition,
  read_only,
}: ToolRecord): string {
  const by = state === 'pending' ? '' : `  by ${approved_by}, ${approved_at?.slice(0, 10)}`;
  const problems = state === 'pending' ? problemsOf(definition) : [];
  const cannot = problems.length > 0 ? `  (cannot be approved: ${problems.join('; ')})` : '';
  return `  ${state.padEnd(9)} ${name}  (${upstream_name}${read_only ? ', only reads' : ''})${by}${cannot}`;
}

export function describeCheck(reports: readonly CheckReport[]): string {
  if (reports.length === 0) return 'No server is mounted.';
  return reports
    .flatMap(({ server, error, changed, gone, pending }) => [
      error === undefined ? `${server}: checked` : `${server}: CANNOT BE CHECKED: ${error}`,
      ...changed.map((name) => `  CHANGED ${name}: disabled until you approve it again`),
      ...gone.map((name) => `  GONE    ${name}: disabled until the server offers it again`),
      ...pending.map((name) => `  pending ${name}`),
    ])
    .join('\n');
}
