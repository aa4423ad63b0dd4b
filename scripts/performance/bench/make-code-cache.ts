import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

export interface CodeCacheOptions {
  /** What the function needs to start: a table and an issuer that can be reached. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs Node as the function's runtime will, with its flags; by default this one. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Where `command` sees the folder. */
  readonly folderThere?: string;
}

/** Lays V8's code cache beside the bundle in `folder`: of what is compiled when the warm-up has ended. */
export async function makeCodeCache(
  folder: string,
  { environment, command = [process.execPath], folderThere = folder }: CodeCacheOptions,
): Promise<void> {
  if (!existsSync(`${folder}/mcp-bootstrap.mjs`)) throw new Error(`${folder} holds no built function.`);
  const [program, ...args] = command;
  const { PATH, HOME } = process.env;
  await promisify(execFile)(program, [...args, '--input-type=module', '--eval', maker, folderThere], {
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), AWS_REGION: 'us-east-1', ...environment },
  });
}

/** Lambda's runtime client brings the global that middy needs. */
const maker = `
  globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: { from: (stream) => stream } };
  const folder = process.argv.at(-1);
  const { script } = await import(folder + '/mcp-bootstrap.mjs');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(folder + '/index.js.cache', script.createCachedData());
  process.exit(0);
`;
