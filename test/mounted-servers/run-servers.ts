import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { TestTable } from '../support/table.ts';

const script = join(import.meta.dirname, '../../scripts/ops/servers/servers.ts');

/** `npm run servers` as a person runs it, in a process of its own and without a terminal. */
export function runServers(
  table: Pick<TestTable, 'endpoint' | 'tableName'>,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end();
  });
}
