import { setTimeout } from 'node:timers/promises';
import type { Tool as WireTool } from '@modelcontextprotocol/server';
import type { Scope } from '../auth/scopes.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import type { Logger } from '../observability/logger.ts';
import { readMountedRecords, readMountedVersion, type ServerRecord, type ToolRecord } from './records.ts';

/** A tool of another server that a person approved, as far as it can be told without asking that server. */
export interface MountedTool {
  readonly name: string;
  readonly scope: Scope;
  readonly limit: { readonly perMinute: number };
  /** By our own judgement. */
  readonly annotations: { readonly readOnlyHint: boolean };
  readonly wire: WireTool;
  readonly server: ServerRecord;
  readonly record: ToolRecord;
}

/** All approved tools in the order of their names, at one version of the records. */
export interface MountedCatalog {
  readonly version: number;
  readonly tools: readonly MountedTool[];
  find(name: unknown): MountedTool | undefined;
}

export interface MountedCatalogs {
  /** From memory, renewed when older than half a minute; waits for the table 300 ms at most. */
  current(): Promise<MountedCatalog>;
  /** The same, for a name that the one in memory lacks: it may have been approved since. */
  including(name: unknown): Promise<MountedCatalog>;
}

const freshMs = 30_000;
/** Between looks for names that are not known, which a caller can make up. */
const retryMs = 1_000;
const patienceMs = 300;

export const emptyCatalog: MountedCatalog = { version: 0, tools: [], find: () => undefined };

export function createMountedCatalogs(
  db: DynamoDB,
  log: Logger,
  now: () => number = Date.now,
): MountedCatalogs {
  let catalog = emptyCatalog;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let renewing: Promise<void> | undefined;

  async function renew(): Promise<void> {
    checkedAt = now();
    try {
      // The version first: a change in between is at worst loaded again, never missed.
      const version = await readMountedVersion(db);
      if (version === catalog.version) return;
      const { servers, tools } = await readMountedRecords(db);
      catalog = catalogOf(version, servers, tools);
    } catch (error) {
      log.error('The mounted servers could not be read', error);
    }
  }

  async function current(maxAgeMs = freshMs): Promise<MountedCatalog> {
    // Later than now only if the clock was set back.
    if (now() - checkedAt >= maxAgeMs || checkedAt > now()) {
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
    }
    if (renewing !== undefined)
      await Promise.race([renewing, setTimeout(patienceMs, undefined, { ref: false })]);
    return catalog;
  }

  return {
    current: () => current(),
    async including(name) {
      const known = await current();
      return known.find(name) ? known : current(retryMs);
    },
  };
}

/** Exported for the command line, which shows what callers will see. */
function catalogOf(
  version: number,
  servers: readonly ServerRecord[],
  records: readonly ToolRecord[],
): MountedCatalog {
  const enabled = new Map(
    servers.filter((server) => server.enabled).map((server) => [server.server, server]),
  );
  const tools = records
    .flatMap((record) => {
      const server = enabled.get(record.server);
      return server && record.state === 'approved' ? [mountedTool(server, record)] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map<unknown, MountedTool>(tools.map((tool) => [tool.name, tool]));
  return { version, tools, find: (name) => byName.get(name) };
}

function mountedTool(server: ServerRecord, record: ToolRecord): MountedTool {
  return {
    name: record.name,
    scope: server.scope,
    limit: { perMinute: record.per_minute ?? server.per_minute },
    annotations: { readOnlyHint: record.read_only },
    wire: wireOf(record),
    server,
    record,
  };
}

/**
 * No output schema: clients of SDK v1 throw away an answer that does not fit it, and what comes back is not ours to
 * vouch for.
 */
function wireOf({ name, definition, read_only }: ToolRecord): WireTool {
  const { title, description = '', inputSchema, annotations = {} } = definition;
  return {
    name,
    ...(title !== undefined && { title }),
    description,
    annotations: { ...annotations, readOnlyHint: read_only, openWorldHint: true } as NonNullable<
      WireTool['annotations']
    >,
    inputSchema: inputSchema as WireTool['inputSchema'],
  };
}
