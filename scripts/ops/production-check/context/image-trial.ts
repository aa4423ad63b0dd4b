import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { reservePort } from '../../../dev/reserve-port.ts';
import { startEmbeddedDynamoDB } from '../../../local/dynamodb-emulator/embedded-dynamodb.ts';
import { read, run } from './repository.ts';

/** The minimal environment of the server. */
export const minimalEnvironment = {
  PUBLIC_URL: 'https://ops.example.com',
  OIDC_ISSUER: 'https://login.example.com',
  SIGNING_SECRETS: '-'.repeat(32),
};

/**
 * Follows the Dockerfile without a container engine: builds this checkout, starts it, requests its health, and stops
 * it.
 */
export async function tryImage(root: string) {
  const dockerfile = (await read(root, 'infra/container/Dockerfile')).replaceAll(/\\\n\s*/g, '');
  const last = dockerfile.split(/^FROM /m).at(-1)!;
  const user = Number(/^USER (\d+)/m.exec(last)?.[1]);
  const steps = /^RUN (node scripts\/bundle\/.+)$/m.exec(dockerfile)?.[1] ?? 'false';
  const build = await run(root, steps.split(' '));
  const [command, ...args] = JSON.parse(/^CMD (\[.+\])/m.exec(last)?.[1] ?? '["false"]');
  const table = await startEmbeddedDynamoDB();
  const { reservation, port } = await reservePort({ host: '127.0.0.1', port: 0 });
  reservation.close();
  const address = { HOST: '127.0.0.1', PORT: `${port}`, METRICS_PORT: '0', ALLOWED_HOSTS: '127.0.0.1' };
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: join(root, 'dist/container'),
    stdio: 'ignore',
    env: { ...minimalEnvironment, ...address, DYNAMODB_ENDPOINT: table.endpoint },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  try {
    let health: { version: string } | undefined;
    for (let tries = 0; tries < 300 && child.exitCode === null && !health; tries += 1) {
      const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      if (response?.ok) health = (await response.json()) as { version: string };
      else await setTimeout(100);
    }
    child.kill('SIGTERM');
    const [exitCode] = await exited;
    return { user, build, health, exitCode };
  } finally {
    child.kill('SIGKILL');
    await table.close();
  }
}
