import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { productScenarios } from './product-scenarios.ts';

export interface CodeCacheOptions {
  /** The function's environment, with a table and an issuer that can be reached. */
  readonly environment: Readonly<Record<string, string>>;
  /** Creates a token of that issuer for a person with all scopes. */
  readonly token: (subject: string) => Promise<string>;
  /** Must run Node as the function's runtime does, with the same flags; default: this Node. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Path of the folder as `command` sees it. */
  readonly folderThere?: string;
}

/**
 * Writes V8's code cache beside the bundle in `folder`. It contains the code of the warm-up and of one request of each
 * kind in both protocol eras, so that the first real request compiles almost nothing.
 */
export async function makeCodeCache(
  folder: string,
  { environment, token, command = [process.execPath], folderThere = folder }: CodeCacheOptions,
): Promise<void> {
  if (!existsSync(`${folder}/mcp-bootstrap.mjs`)) throw new Error(`${folder} holds no built function.`);
  const [program, ...args] = command;
  const { PATH, HOME } = process.env;
  const events = productScenarios(await token('code-cache')).map((scenario) => scenario.event());
  const evaluate = ['--input-type=module', '--eval', maker, folderThere, JSON.stringify(events)];
  await promisify(execFile)(program, [...args, ...evaluate], {
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), AWS_REGION: 'us-east-1', ...environment },
  });
}

/** Lambda's runtime client defines the global that middy needs. */
const maker = `
  import { writeFileSync } from 'node:fs';
  import { Writable } from 'node:stream';
  let status;
  globalThis.awslambda = {
    streamifyResponse: (handler) => handler,
    HttpResponseStream: {
      from(stream, { statusCode }) {
        status = statusCode;
        return stream;
      },
    },
  };
  const [folder, events] = process.argv.slice(-2);
  const { script, handler } = await import(folder + '/mcp-bootstrap.mjs');
  for (const event of JSON.parse(events)) {
    await handler(event, new Writable({ write: (chunk, encoding, done) => done() }), {});
    if (status !== 200) throw new Error('A request was answered with ' + status + ': ' + event.body);
  }
  writeFileSync(folder + '/index.js.cache', script.createCachedData());
  process.exit(0);
`;
