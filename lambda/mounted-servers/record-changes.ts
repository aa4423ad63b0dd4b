import type { DynamoDB } from '../dynamodb/client.ts';
import type { Update, Write } from '../dynamodb/command-inputs.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { keys } from '../dynamodb/table-schema.ts';
import type { ServerRecord, ToolRecord } from './records.ts';

/** DynamoDB takes a hundred writes at once; one moves the version on. */
const maxWrites = 99;

/** Another operator changed the same records in between; nothing was written. */
class RecordsChanged extends Error {
  constructor(cause: unknown) {
    super('The servers were changed by another operator meanwhile. Nothing was written: look again.', {
      cause,
    });
  }
}

/** Writes a server with its tools as they are given. */
export async function saveServer(
  db: DynamoDB,
  server: ServerRecord,
  tools: readonly ToolRecord[],
): Promise<void> {
  await write(db, [putServer(server), ...tools.map((tool) => putTool(tool))]);
}

/** Writes tools, each only if the stored one is still what `before` says. */
export async function saveTools(
  db: DynamoDB,
  changes: readonly { readonly before: ToolRecord | undefined; readonly after: ToolRecord }[],
): Promise<void> {
  await write(
    db,
    changes.map(({ before, after }) => putTool(after, before)),
  );
}

/** Its breaker's state stays, and means nothing without it. */
export async function deleteServer(
  db: DynamoDB,
  server: string,
  tools: readonly ToolRecord[],
): Promise<void> {
  await write(db, [
    { delete: keys.mountedServer(server) },
    ...tools.map(({ upstream_name }) => ({ delete: keys.mountedTool(server, upstream_name) })),
  ]);
}

/** A server before its first handshake; `settings` replace the defaults. */
export function newServerRecord(
  server: string,
  url: string,
  settings: Partial<ServerRecord> = {},
): ServerRecord {
  return {
    server,
    url,
    enabled: true,
    handshake: { revision: '', sessions: false },
    auth: { mode: 'none' },
    scope: 'read',
    per_minute: 60,
    timeout_ms: 5_000,
    max_bytes: 1_048_576,
    allow_private: false,
    ...settings,
  };
}

function putServer(server: ServerRecord): Write {
  return { put: { ...keys.mountedServer(server.server), ...server } };
}

function putTool(tool: ToolRecord, before?: ToolRecord): Write {
  const put = { ...keys.mountedTool(tool.server, tool.upstream_name), ...tool };
  if (!before) return { put };
  return {
    put,
    condition: '#state = :state AND #hash = :hash',
    names: { '#state': 'state', '#hash': 'hash' },
    values: { ':state': before.state, ':hash': before.hash },
  };
}

/** Every part moves the version on, so that no instance keeps what was there before the last one. */
async function write(db: DynamoDB, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += maxWrites) {
    try {
      await db.transact([...writes.slice(at, at + maxWrites), nextVersion()]);
    } catch (error) {
      throw error instanceof TransactionCanceled ? new RecordsChanged(error) : error;
    }
  }
}

function nextVersion(): Update {
  return {
    key: keys.dataVersion(),
    update: 'ADD #servers :one',
    names: { '#servers': 'servers' },
    values: { ':one': 1 },
  };
}
