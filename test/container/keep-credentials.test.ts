import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { refreshCredentials } from '../../lambda/handlers/container/refresh-credentials.ts';
import type { Logger } from '../../lambda/observability/logger.ts';
import { startHttpsSite } from '../support/https-site.ts';
import { testWith } from '../support/programs.ts';

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {}, flush: async () => {} };

afterEach(() => vi.unstubAllEnvs());

beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
});

testWith('openssl')(
  'on ECS the table is called with the credentials of the task, renewed in time',
  async () => {
    await using role = await startEndpoint((number) => [200, containerCredentials(number)]);
    const keyIds: (string | undefined)[] = [];
    await using site = await startHttpsSite((request, response) => {
      keyIds.push(/Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1]);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end('{}');
    });
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', role.url);
    const db = createDynamoDB({ dynamodbEndpoint: site.origin, region: 'eu-north-1', tableName: 'ops' });

    const stop = await refreshCredentials(process.env, 'eu-north-1', silent, 20);
    const { AWS_ACCESS_KEY_ID: first, AWS_SESSION_TOKEN } = process.env;
    await db.get({ pk: 'a', sk: 'b' });
    await vi.waitUntil(() => process.env.AWS_ACCESS_KEY_ID !== first, { timeout: 240_000 });
    stop();
    await db.get({ pk: 'a', sk: 'b' });

    expect({ first, AWS_SESSION_TOKEN }).toEqual({ first: 'AKID1', AWS_SESSION_TOKEN: 'session-1' });
    expect(keyIds[0]).toBe('AKID1');
    expect(keyIds[1]).toMatch(/^AKID(?!1$)\d+$/);
  },
);

test('on EKS with pod identity the token of the pod is shown to the agent', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const tokenFile = join(folder.path, 'token');
  await writeFile(tokenFile, 'the-token-of-the-pod');
  await using agent = await startEndpoint((number, { authorization }) =>
    authorization === 'the-token-of-the-pod' ? [200, containerCredentials(number)] : [403, '{}'],
  );
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', agent.url);
  vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile);

  const env: Record<string, string> = {};
  await refreshCredentials(env, 'eu-north-1', silent);

  expect(env.AWS_ACCESS_KEY_ID).toBe('AKID1');
});

test('on EKS with IRSA the web identity of the pod is exchanged for a role', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const tokenFile = join(folder.path, 'token');
  await writeFile(tokenFile, 'the-web-identity');
  await using sts = await startEndpoint((_, __, body) =>
    body.includes('Action=AssumeRoleWithWebIdentity') && body.includes('WebIdentityToken=the-web-identity')
      ? [200, assumedRole]
      : [400, ''],
  );
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', tokenFile);
  vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::111111111111:role/ops');

  const env: Record<string, string> = {};
  await refreshCredentials(env, 'eu-north-1', silent);

  expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAIRSA', AWS_SESSION_TOKEN: 'session-irsa' });
});

test('keys that were set by hand stay as they are', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'mine' };
  await refreshCredentials(env, 'eu-north-1', silent);
  expect(env).toEqual({ AWS_ACCESS_KEY_ID: 'mine' });
});

test('without any, it says so', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  await expect(refreshCredentials({}, 'eu-north-1', silent)).rejects.toThrow('No AWS credentials were found');
});

/** Other keys each time, which expire in a minute: sooner than the SDK waits before it renews them. */
const expiration = () => new Date(Date.now() + 60_000).toISOString();

function containerCredentials(number: number): string {
  return JSON.stringify({
    AccessKeyId: `AKID${number}`,
    SecretAccessKey: 'secret',
    Token: `session-${number}`,
    Expiration: expiration(),
  });
}

const assumedRole = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>ASIAIRSA</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
    <SessionToken>session-irsa</SessionToken><Expiration>${expiration()}</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

type Respond = (number: number, headers: IncomingHttpHeaders, body: string) => [status: number, body: string];

/** What hands out credentials beside a container. */
async function startEndpoint(respond: Respond) {
  let number = 0;
  const server = createServer(async (request, response) => {
    const [status, body] = respond(++number, request.headers, await text(request));
    response.writeHead(status).end(body);
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
