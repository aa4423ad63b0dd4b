import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHandler } from '../../scripts/bundle/build-function.ts';
import { makeCodeCache } from '../../scripts/performance/bench/make-code-cache.ts';
import {
  startTestEnvironment,
  type TestEnvironment,
} from '../../scripts/performance/harness/test-environment.ts';
import { builtHandler } from '../support/builds.ts';

let folder: string;
let environment: TestEnvironment;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'code-cache-'));
  environment = await startTestEnvironment();
  await cp((await builtHandler()).folder, folder, { recursive: true });
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the bundle as Lambda does, asks for its health, and tells what became of the cache. */
async function start(...flags: string[]) {
  const program = `
    import { PassThrough } from 'node:stream';
    globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: { from: (stream) => stream } };
    const { handler, script } = await import('${folder}/mcp-bootstrap.mjs');
    const stream = new PassThrough();
    const requestContext = { requestId: 'r' };
    await handler({ httpMethod: 'GET', path: '/health', headers: {}, requestContext }, stream, {});
    console.log(JSON.stringify({ rejected: script.cachedDataRejected, answer: String(stream.read()) }));
    process.exit(0);
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '-e', program],
    {
      env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...environment.environment },
    },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { rejected, answer } = lines.at(-1);
  expect(JSON.parse(answer)).toMatchObject({ status: 'ok' });
  return { rejected, counted: lines.some(({ CodeCacheRejected }) => CodeCacheRejected === 1) };
}

test('the bundle starts without a cache, with its own, and with one that this V8 refuses, which is counted', async () => {
  expect(await start()).toEqual({ rejected: undefined, counted: false });

  await makeCodeCache(folder, environment);
  expect(await start()).toEqual({ rejected: false, counted: false });
  expect(await start('--stack-size=900')).toEqual({ rejected: true, counted: true });

  await buildHandler(folder);
  expect(await start()).toEqual({ rejected: undefined, counted: false });
});

test('a folder without a built function is refused by name', async () => {
  await expect(makeCodeCache('/nowhere', environment)).rejects.toThrow('/nowhere holds no built function.');
});

test('a request that the function refuses ends the making of its cache: it would hold what refusals compile', async () => {
  const refused = makeCodeCache(folder, { ...environment, token: async () => 'no token' });

  await expect(refused).rejects.toThrow('A request was answered with 401');
});
