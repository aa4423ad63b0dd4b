import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDB, type DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { readDataVersion } from '../../../lambda/dynamodb/data-version.ts';
import { StoreUnavailable } from '../../../lambda/dynamodb/errors.ts';
import { createTable } from '../../../lambda/handlers/container/create-table.ts';
import { say } from '../../cli.ts';
import { startEmbeddedDynamoDB } from '../../local/dynamodb-emulator/embedded-dynamodb.ts';
import { readLocalSettings } from '../../local/settings.ts';

/** The target table of an import. */
export interface OpenTable extends AsyncDisposable {
  readonly db: DynamoDB;
  /** Description of the location for messages. */
  readonly where: string;
}

type Environment = Record<string, string | undefined>;

/** Opens a table in AWS with the usual chain of AWS credentials; the SDK's variable for another endpoint applies. */
export async function openDeployedTable(
  tableName: string,
  region: string,
  env: Environment,
): Promise<OpenTable> {
  const { credentials } = new DynamoDBClient({ region }).config;
  const db = createDynamoDB(
    { tableName, region, dynamodbEndpoint: env.AWS_ENDPOINT_URL_DYNAMODB },
    credentials,
  );
  const where = placeOf(tableName, region);
  await requireAnswer(db, where);
  return { db, where, [Symbol.asyncDispose]: async () => {} };
}

/**
 * Opens the local server's table, with the same variables. If a server has the embedded DynamoDB open, the import goes
 * through that server; otherwise it opens the data folder itself.
 */
export async function openLocalTable(env: Environment, { dryRun }: { dryRun: boolean }): Promise<OpenTable> {
  const tableName = env.TABLE_NAME || 'ops-assistant';
  if (env.DYNAMODB_ENDPOINT) return openAt(env.DYNAMODB_ENDPOINT, tableName);

  const folder = join(readLocalSettings(env).dataDir, 'dynamodb');
  // A dry run must not create a data folder.
  const path = dryRun && !existsSync(folder) ? {} : { path: folder };
  const embedded = await startEmbeddedDynamoDB(path).catch((error: Error) => error);
  if (embedded instanceof Error) return openThroughServer(folder, tableName, embedded);
  try {
    return { ...(await openAt(embedded.endpoint, tableName, folder)), [Symbol.asyncDispose]: embedded.close };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

/** The process that has the folder open has stored its address in it. */
async function openThroughServer(folder: string, tableName: string, openError: Error): Promise<OpenTable> {
  const endpoint = await readFile(join(folder, 'endpoint'), 'utf8').catch(() => undefined);
  if (!endpoint) throw openError;
  return openAt(
    endpoint,
    tableName,
    `${folder}${say(', through the server that has it open', '(실행 중인 서버를 통해)')}`,
  ).catch(() => {
    throw openError;
  });
}

async function openAt(endpoint: string, tableName: string, place = endpoint): Promise<OpenTable> {
  const where = placeOf(tableName, place);
  const db = createDynamoDB({ tableName, region: 'us-east-1', dynamodbEndpoint: endpoint });
  await createTable(endpoint, tableName).catch((error: unknown) => {
    throw unreachableTable(where, error);
  });
  await requireAnswer(db, where);
  return { db, where, [Symbol.asyncDispose]: async () => {} };
}

async function requireAnswer(db: DynamoDB, where: string): Promise<void> {
  try {
    await readDataVersion(db);
  } catch (error) {
    throw unreachableTable(where, error instanceof StoreUnavailable ? error.cause : error);
  }
}

function unreachableTable(where: string, error: unknown): Error {
  const { name, message } = error as Error;
  return new Error(
    say(
      `Nothing can be imported into ${where}: ${name}: ${message}`,
      `${where}에 가져올 수 없습니다: ${name}: ${message}`,
    ),
    { cause: error },
  );
}

function placeOf(tableName: string, place: string): string {
  return say(`table ${tableName} in ${place}`, `테이블 ${tableName}, ${place}`);
}
