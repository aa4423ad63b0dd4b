import type { DynamoDB } from '../../dynamodb/client.ts';
import { saveServer, saveTools } from '../record-changes.ts';
import { type Handshake, readMountedRecords, type ServerRecord, type ToolRecord } from '../records.ts';
import { definitionOf, hashOf, mountedNameOf } from '../tool-definition.ts';
import type { Inspection, ListedTool } from './inspect-server.ts';

/** The result of checking one server. */
export interface CheckReport {
  readonly server: string;
  /** Set when the server could not be reached. */
  readonly error?: string;
  /** Mounted names of tools whose definition differs from the approved one. */
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  /** Tools that are neither approved nor rejected yet. */
  readonly pending: readonly string[];
}

export interface CheckOptions {
  readonly only?: string | undefined;
  inspect(server: ServerRecord): Promise<Inspection>;
}

/**
 * Lists the tools of every mounted server, and disables those that differ from what was approved. A server that cannot
 * be reached keeps its tools: callers only ever see approved definitions.
 */
export async function checkServers(db: DynamoDB, { only, inspect }: CheckOptions): Promise<CheckReport[]> {
  const { servers, tools } = await readMountedRecords(db);
  const due = servers.filter(({ server }) => only === undefined || server === only);
  return Promise.all(
    due.map((server) => {
      const records = tools.filter((tool) => tool.server === server.server);
      return checkServer(db, server, records, inspect).catch((error: unknown) => ({
        server: server.server,
        error: error instanceof Error ? error.message : String(error),
        ...namesByState(records),
      }));
    }),
  );
}

async function checkServer(
  db: DynamoDB,
  server: ServerRecord,
  records: readonly ToolRecord[],
  inspect: CheckOptions['inspect'],
): Promise<CheckReport> {
  const { handshake, tools } = await inspect(server);
  const listed = new Map(tools.map((tool) => [tool.name, tool]));
  const recordedNames = new Set(records.map(({ upstream_name }) => upstream_name));
  const checked = records.map((before) => ({
    before,
    after: compared(before, listed.get(before.upstream_name)),
  }));
  const added = tools
    .filter(({ name }) => !recordedNames.has(name))
    .map((tool) => ({ before: undefined, after: pendingTool(server.server, tool) }));
  const changes = [...checked.filter(({ before, after }) => before !== after), ...added];
  if (changes.length > 0) await saveTools(db, changes);
  if (!isSame(server.handshake, handshake)) await saveServer(db, { ...server, handshake }, []);
  return { server: server.server, ...namesByState([...checked, ...added].map(({ after }) => after)) };
}

function isSame(a: Handshake, b: Handshake): boolean {
  return a.revision === b.revision && a.sessions === b.sessions;
}

/** Returns the same object when nothing has to be written. */
function compared(record: ToolRecord, tool: ListedTool | undefined): ToolRecord {
  const { state } = record;
  if (!tool) return state === 'approved' ? { ...record, state: 'gone' } : record;
  const definition = definitionOf(tool);
  const hash = hashOf(definition);
  if (state === 'pending') return hash === record.hash ? record : { ...record, definition, hash };
  if (hash === record.hash) {
    // It is back unchanged. A changed tool stays disabled until a person has reviewed it.
    return state === 'gone' ? { ...record, state: 'approved' } : record;
  }
  if (state === 'changed' && record.seen && hashOf(record.seen) === hash) return record;
  return { ...record, state: 'changed', seen: definition };
}

/** A tool that is neither approved nor rejected. */
export function pendingTool(server: string, tool: ListedTool): ToolRecord {
  const definition = definitionOf(tool);
  return {
    server,
    upstream_name: tool.name,
    name: mountedNameOf(server, tool.name),
    state: 'pending',
    definition,
    hash: hashOf(definition),
    read_only: false,
    ...(tool.execution?.taskSupport === 'required' && { task_only: true }),
  };
}

function namesByState(records: readonly ToolRecord[]) {
  const namesIn = (state: ToolRecord['state']) =>
    records.filter((record) => record.state === state).map(({ name }) => name);
  return { changed: namesIn('changed'), gone: namesIn('gone'), pending: namesIn('pending') };
}
