import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { refreshCredentials } from '../../lambda/handlers/container/refresh-credentials.ts';
import type { Logger } from '../../lambda/observability/logger.ts';

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {}, flush: async () => {} };

afterEach(() => vi.unstubAllEnvs());

test('credentials of the container are in the environment, and new ones before the old expire', async () => {
  await using role = await startRole();
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', role.url);

  await refreshCredentials(process.env, 'eu-north-1', silent, 20);
  expect(process.env).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKID1', AWS_SESSION_TOKEN: 'session-1' });

  await vi.waitUntil(() => process.env.AWS_ACCESS_KEY_ID !== 'AKID1', { timeout: 240_000 });
  expect(process.env.AWS_ACCESS_KEY_ID).toMatch(/^AKID[2-9]/);
});

test('keys that were set by hand stay as they are', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'mine' };
  await refreshCredentials(env, 'eu-north-1', silent);
  expect(env).toEqual({ AWS_ACCESS_KEY_ID: 'mine' });
});

test('without any, it says so', async () => {
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  await expect(refreshCredentials({}, 'eu-north-1', silent)).rejects.toThrow('No AWS credentials were found');
});

/** What EKS and ECS have beside a container: other keys each time, which expire in a minute. */
async function startRole() {
  let number = 0;
  const server = createServer((_, response) => {
    number += 1;
    response.end(
      JSON.stringify({
        AccessKeyId: `AKID${number}`,
        SecretAccessKey: 'secret',
        Token: `session-${number}`,
        Expiration: new Date(Date.now() + 60_000).toISOString(),
      }),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/role`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
