import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { auditFilesOf } from '../../lambda/observability/read-audit-files.ts';
import {
  type EmbeddedDynamoDB,
  startEmbeddedDynamoDB,
} from '../local/dynamodb-emulator/embedded-dynamodb.ts';
import type { LocalSettings } from '../local/settings.ts';

/** Opens the embedded DynamoDB, unless `endpoint` names another one. */
export async function openDatabase(
  { dataDir }: LocalSettings,
  { endpoint, fresh }: { readonly endpoint: string | undefined; readonly fresh: boolean },
): Promise<EmbeddedDynamoDB | undefined> {
  if (endpoint) {
    if (fresh) throw new Error('--fresh empties the embedded DynamoDB only: unset DYNAMODB_ENDPOINT for it.');
    return undefined;
  }
  const path = join(dataDir, 'dynamodb');
  await mkdir(path, { recursive: true }).catch(({ message }: Error) => {
    throw new ConfigError([{ path: ['DATA_DIR'], message: `cannot be used: ${message}` }]);
  });
  if (fresh) await deleteData(dataDir, path);
  return startEmbeddedDynamoDB({ path });
}

/** Deletes the data but keeps the keys, so that existing tokens stay valid. */
async function deleteData(dataDir: string, database: string): Promise<void> {
  // Damaged data may be deleted, but not data that another server has open or that belongs to another program.
  const opened = await startEmbeddedDynamoDB({ path: database }).catch((error: Error) => error);
  if (!(opened instanceof Error)) await opened.close();
  else if (/Another server has|data of another program/.test(opened.message)) throw opened;

  const auditFiles = auditFilesOf(join(dataDir, 'audit.jsonl'));
  const others = ['dynamodb', 'authorization-server.json'].map((name) => join(dataDir, name));
  for (const path of [...auditFiles, ...others]) await rm(path, { recursive: true, force: true });
}
