import type { DynamoDB } from '../../lambda/dynamodb/client.ts';
import { pendingTool } from '../../lambda/mounted-servers/inspection/check-servers.ts';
import { createInspector } from '../../lambda/mounted-servers/inspection/create-inspector.ts';
import { newServerRecord, saveServer } from '../../lambda/mounted-servers/record-changes.ts';
import type { ServerRecord, ToolRecord } from '../../lambda/mounted-servers/records.ts';

/** For apps that shall have servers mounted. */
export const withMountedServers = { MOUNTED_SERVERS: '1' };

export function serverRecord(url: string, overrides: Partial<ServerRecord> = {}): ServerRecord {
  return newServerRecord('other', url, {
    handshake: { revision: '2026-07-28', sessions: false },
    ...overrides,
  });
}

export const inspect = createInspector({ inLambda: false }, async () => 'a-secret');

/** Mounts a server as its tools are now, all of them approved. */
export async function mount(
  db: DynamoDB,
  url: string,
  overrides: Partial<ServerRecord> = {},
  ofTools: Partial<ToolRecord> = {},
): Promise<ServerRecord> {
  const record = serverRecord(url, overrides);
  const { handshake, tools } = await inspect(record);
  const server = { ...record, handshake };
  const records = tools.map((tool) => ({
    ...pendingTool(server.server, tool),
    state: 'approved' as const,
    ...ofTools,
  }));
  await saveServer(db, server, records);
  return server;
}
