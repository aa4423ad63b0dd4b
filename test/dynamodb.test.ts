import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { startEmbeddedDynamoDB } from '../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { runDynamoDBProcess, startDynamoDBProcess } from './local/dynamodb-process.ts';
import { createClient } from './local/dynamodb-under-test.ts';

test.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, and says where', async (signal) => {
  const server = await startDynamoDBProcess('--port', '0');
  const client = createClient(server.endpoint);

  expect(server.greeting).toMatch(
    /^DynamoDB on http:\/\/127\.0\.0\.1:\d+, data in memory\. Ctrl-C stops it\.\n$/,
  );
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  expect(await server.end(signal)).toBe(0);
  client.destroy();
});

test.each(['zero', '65536', '-1', '80.5'])('refuses %s as a port in one sentence', async (port) => {
  const { out, errors, code } = await runDynamoDBProcess(`--port=${port}`);

  expect([code, out]).toEqual([2, '']);
  expect(errors).toBe(
    `--port takes a number from 0 (any free port) to 65535, not "${port}".\nSee: ops-assistant dynamodb --help\n`,
  );
});

test('refuses a port that is taken', async () => {
  const other = await startEmbeddedDynamoDB();
  const { port } = new URL(other.endpoint);

  const { out, errors, code } = await runDynamoDBProcess('--port', port);

  expect([code, out]).toEqual([1, '']);
  expect(errors).toMatch(`Port ${port} of 127.0.0.1 is in use.`);
  await other.close();
});

test('refuses an option it does not know', async () => {
  const { errors, code } = await runDynamoDBProcess('--prot', '1');

  expect(code).toBe(2);
  expect(errors).toMatch(/^unknown option '--prot'/);
});
