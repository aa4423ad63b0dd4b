import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../../lambda/handlers/container/create-table.ts';
import { deployedTableOf, type TableOptions } from '../../cli.ts';
import { startEmbeddedDynamoDB } from '../../local/dynamodb-emulator/embedded-dynamodb.ts';
import { readLocalSettings } from '../../local/settings.ts';

/** A table with all permissions of its operator: unlike the server, a backup reads all of it. */
export interface OperatorTable extends AsyncDisposable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Description of the location for messages. */
  readonly where: string;
}

type Environment = Record<string, string | undefined>;

/**
 * Opens the table that the options and the variables of `npm start` name, and creates a local table if it does not
 * exist.
 */
export async function openTable(env: Environment, options: TableOptions): Promise<OperatorTable> {
  const deployed = deployedTableOf(options, env);
  if (deployed) {
    const { table, region } = deployed;
    return openedBy(new DynamoDBClient({ region }), table, region);
  }

  const tableName = env.TABLE_NAME || 'ops-assistant';
  if (env.DYNAMODB_ENDPOINT) return openAt(env.DYNAMODB_ENDPOINT, tableName, env.DYNAMODB_ENDPOINT);

  const folder = join(readLocalSettings(env).dataDir, 'dynamodb');
  const embedded = await startEmbeddedDynamoDB({ path: folder }).catch((error: Error) => error);
  if (!(embedded instanceof Error)) return openAt(embedded.endpoint, tableName, folder, embedded.close);

  // A running server has the folder open, and has stored its address in it.
  const endpoint = await readFile(join(folder, 'endpoint'), 'utf8').catch(() => undefined);
  if (!endpoint) throw embedded;
  return openAt(endpoint, tableName, `${folder}, through the server that has it open`);
}

async function openAt(
  endpoint: string,
  tableName: string,
  where: string,
  close?: () => Promise<void>,
): Promise<OperatorTable> {
  try {
    await createTable(endpoint, tableName);
  } catch (error) {
    await close?.();
    throw new Error(`The table ${tableName} in ${where} cannot be opened: ${(error as Error).message}`);
  }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return openedBy(
    new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }),
    tableName,
    where,
    close,
  );
}

function openedBy(
  client: DynamoDBClient,
  tableName: string,
  place: string,
  close?: () => Promise<void>,
): OperatorTable {
  return {
    client,
    tableName,
    where: `table ${tableName} in ${place}`,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await close?.();
    },
  };
}
