import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { productScenarios } from './product-scenarios.ts';

export interface CodeCacheOptions {
  /** What the function needs to start: a table and an issuer that can be reached. */
  readonly environment: Readonly<Record<string, string>>;
  /** For a person with all scopes, signed by that issuer. */
  readonly token: (subject: string) => Promise<string>;
  /** Runs Node as the function's runtime will, with its flags; by default this one. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Where `command` sees the folder. */
  readonly folderThere?: string;
}

/**
 * Lays V8's code cache beside the bundle in `folder`. It holds what is compiled after the warm-up and one request of each
 * kind in both eras, so that the first real request compiles next to nothing.
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

/** Lambda's runtime client brings the global that middy needs. */
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
