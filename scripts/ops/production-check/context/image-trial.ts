import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { reservePort } from '../../../dev/reserve-port.ts';
import { startEmbeddedDynamoDB } from '../../../local/dynamodb-emulator/embedded-dynamodb.ts';
import { type Ran, read, run } from './repository.ts';

export interface ImageTrial {
  readonly user: number;
  readonly build: Ran;
  readonly health: { readonly version: string } | undefined;
  readonly exitCode: number | null;
}

/** The least that the server starts with. */
export const minimalEnvironment = {
  PUBLIC_URL: 'https://ops.example.com',
  OIDC_ISSUER: 'https://login.example.com',
  SIGNING_SECRETS: '-'.repeat(32),
};

/** Does what the Dockerfile says, without an engine: builds this checkout, starts it, asks its health, stops it. */
export async function tryImage(root: string): Promise<ImageTrial> {
  const dockerfile = (await read(root, 'infra/container/Dockerfile')).replaceAll(/\\\n\s*/g, '');
  const last = dockerfile.split(/^FROM /m).at(-1)!;
  const user = Number(/^USER (\d+)/m.exec(last)?.[1]);
  const build = await run(
    root,
    (/^RUN (node scripts\/bundle\/.+)$/m.exec(dockerfile)?.[1] ?? 'false').split(' '),
  );
  const [command, ...args] = JSON.parse(/^CMD (\[.+\])/m.exec(last)?.[1] ?? '["false"]');
  const table = await startEmbeddedDynamoDB();
  const { door, port } = await reservePort({ host: '127.0.0.1', port: 0 });
  door.close();
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: join(root, 'dist/container'),
    stdio: 'ignore',
    env: {
      ...minimalEnvironment,
      HOST: '127.0.0.1',
      PORT: `${port}`,
      METRICS_PORT: '0',
      ALLOWED_HOSTS: '127.0.0.1',
      DYNAMODB_ENDPOINT: table.endpoint,
    },
  });
  const exited = once(child, 'exit');
  try {
    const health = await healthOf(`http://127.0.0.1:${port}/health`, () => child.exitCode === null);
    child.kill('SIGTERM');
    const [exitCode] = await exited;
    return { user, build, health, exitCode };
  } finally {
    child.kill('SIGKILL');
    await table.close();
  }
}

async function healthOf(url: string, isRunning: () => boolean): Promise<ImageTrial['health']> {
  for (let tries = 0; tries < 300 && isRunning(); tries += 1) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return (await response.json()) as { version: string };
    await setTimeout(100);
  }
  return undefined;
}
