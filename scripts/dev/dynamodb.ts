import { parseArgs } from 'node:util';
import { startEmbeddedDynamoDB } from '../local/dynamodb-emulator/embedded-dynamodb.ts';

try {
  const { port, path } = readOptions();
  const dynamodb = await startEmbeddedDynamoDB({ port, ...(path && { path }) });
  console.log(
    `DynamoDB on ${dynamodb.endpoint}, data ${path ? `in ${path}` : 'in memory'}. Ctrl-C stops it.`,
  );

  const stop = () => void dynamodb.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readOptions(): { port: number; path: string | undefined } {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4500' }, path: { type: 'string' } },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a number from 0 (any free port) to 65535, not "${values.port}".`);
  }
  return { port: Number(values.port), path: values.path };
}
