import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { motoServer } from '../support/programs.ts';
import { freePort } from '../support/server.ts';

// The contract tests of the embedded DynamoDB, run against moto's server: that the two agree shows that the tests do
// not merely describe the embedded one.

/** Where moto is known to do less than DynamoDB: it checks fewer inputs, and has no request tokens. */
const differences = [
  // Its threads share the items without a lock, so concurrent writes are lost on a busy machine.
  'single items fifty concurrent additions are all counted',
  'single items of fifty concurrent first puts one succeeds',
  'a transaction of two that race for one item wins alone',
  'a transaction changes nothing when an item outgrows 400 KB',
  'a transaction is seen whole or not at all by a transaction that reads',
  'a transaction takes a hundred items',
  'a transaction is refused without items',
  'a transaction is refused with a check of nothing',
  'a transaction is refused with an unknown expression',
  'a transaction is refused of more than 4 MB',
  'a request token makes a transaction that is sent twice happen once',
  'a request token makes a transaction that is sent ten times at the same moment happen once',
  'a request token cannot be used for another transaction',
  'a request token has at most 36 characters',
  'a reading transaction gives the items in order, nothing for a missing one, and only what is projected',
  'a reading transaction is refused without items',
  'a reading transaction is refused of one item twice',
  'a reading transaction is refused with a key that does not fit the table',
  'a reading transaction is refused with more than 4 MB to answer',
  'a failed condition says so when asked for something else than the old item',
  'queries and scans end a page at a megabyte',
  'queries a scan sees every item once',
  'batches are refused with more than 25 writes, or 100 reads',
  'is refused as a ValidationException: an item nested too deep',
  'is refused as a ValidationException: a key of the wrong type',
  'is refused as a ValidationException: an empty key',
  'is refused as a ValidationException: an empty key of the index',
  'is refused as a ValidationException: a key of the index of the wrong type',
  'is refused as a ValidationException: a partition key over 2 KB',
  'is refused as a ValidationException: a sort key over 1 KB',
  'is refused as a ValidationException: an index key over 1 KB',
  'is refused as a ValidationException: a reserved word',
  'is refused as a ValidationException: a value that is not used',
  'is refused as a ValidationException: an unknown attribute in arithmetic',
  'is refused as a ValidationException: an expression over 4 KB',
  'is refused as a ValidationException: an expression with too many operators',
  'is refused as a ValidationException: an IN with too many operands',
  'is refused as a ValidationException: a consistent read of the index',
  'is refused as a ValidationException: an index that is not there',
  'time to live is off, can be turned on once, and off again',
  'time to live needs a specification with an attribute, and a table',
];

test.skipIf(!motoServer)(
  'moto’s server passes the same contract tests, but for the differences that are listed',
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
    const report = join(folder.path, 'report.json');
    const port = await freePort();
    const moto = spawn(motoServer!, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const endpoint = `http://127.0.0.1:${port}`;
    try {
      await answering(endpoint);
      const files = ['embedded-dynamodb.test.ts', 'embedded-dynamodb-transactions.test.ts'];
      const run = spawn(
        process.execPath,
        [
          'node_modules/.bin/vitest',
          'run',
          ...files.map((file) => join('test/local', file)),
          '--reporter=json',
          `--outputFile=${report}`,
        ],
        { env: { ...process.env, DYNAMODB_CONTRACT_ENDPOINT: endpoint }, stdio: 'ignore' },
      );
      await once(run, 'exit');
    } finally {
      moto.kill('SIGKILL');
    }

    const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = results.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
    expect(failed.filter((name) => !differences.includes(name))).toEqual([]);
    expect(results.length - failed.length).toBeGreaterThanOrEqual(30);
    const names = results.map(({ fullName }) => fullName);
    expect(differences.filter((name) => !names.includes(name))).toEqual([]);
  },
  300_000,
);

test('the run says when moto’s server is not here', () => {
  if (!motoServer)
    console.warn('moto_server is not installed (pip install moto[server]): no second DynamoDB');
  expect(motoServer === undefined || motoServer.endsWith('moto_server')).toBe(true);
});

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function answering(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (await fetch(`${endpoint}/moto-api/`).catch(() => undefined)) return;
    await setTimeout(200);
  }
  throw new Error('moto did not start.');
}
