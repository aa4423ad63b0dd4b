import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../sources/log-records.ts';
import { createSite } from '../sources/target-server.ts';
import { localPeople } from '../sources/test-identities.ts';
import type { Observed } from './check-context.ts';

const readyWithinMs = 60_000;

/** A second server from the same checkout, with data of its own, whose output can be read; it ends with the check. */
export async function startProbe(root: string, patienceMs: number): Promise<Observed> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'scripts/dev/start.ts')], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  const until = Date.now() + readyWithinMs;
  while (!output.includes('is ready')) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`A server from this checkout does not start: ${output.slice(-300)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    site: createSite(`http://127.0.0.1:${port}/mcp`, { patienceMs }),
    token: await localPeople(dataDir).token('worker'),
    source: 'the output of a second server from this checkout (--log-file would show the live one)',
    lines: (start, wanted) => waitFor(async () => output, start, wanted, patienceMs),
    [Symbol.asyncDispose]: stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
