import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../cli/run.ts';
import { motoServer } from '../support/programs.ts';
import { freePort } from '../support/server.ts';

const pool = 'ap-northeast-2_AbCdEfGhI';
const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** Cognito's API as its reference documents it, for the three actions that the command takes: JSON 1.1 over HTTP. */
let server: Server;
let env: Record<string, string>;
let clients: { ClientId: string; ClientType: string; CreationDate: number; [property: string]: unknown }[];
let actions: string[];

const daysAgo = (days: number) => Date.now() / 1000 - days * 24 * 3600;
const appClient = (ClientId: string, ClientType: string, days: number) => ({
  ClientId,
  ClientType,
  ClientName: `App ${ClientId}`,
  CallbackURLs: ['http://127.0.0.1:4000/callback'],
  CreationDate: daysAgo(days),
});

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    const action = String(request.headers['x-amz-target']).split('.')[1]!;
    const { status, body } = answer(action, input);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = { ...credentials, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${port}` };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  actions = [];
  clients = [
    appClient('old', 'DCR', 120),
    appClient('public', 'REGULAR', 400),
    appClient('new', 'DCR', 2),
    appClient('older', 'DCR', 200),
  ];
});

/** A page holds two clients; the filter takes some of them away, as documented, so a page may be empty. */
function answer(action: string, { UserPoolId, ClientId, ClientType, NextToken }: Record<string, string>) {
  actions.push(ClientId ? `${action} ${ClientId}` : action);
  const notFound = (message: string) => ({
    status: 400,
    body: { __type: 'ResourceNotFoundException', message },
  });
  if (UserPoolId !== pool) return notFound('User pool does not exist.');
  if (action === 'ListUserPoolClients') {
    const at = Number(NextToken ?? 0);
    const page = clients
      .slice(at, at + 2)
      .filter((client) => !ClientType || client.ClientType === ClientType);
    const next = at + 2 < clients.length ? { NextToken: String(at + 2) } : {};
    return { status: 200, body: { UserPoolClients: page.map(({ ClientId }) => ({ ClientId })), ...next } };
  }
  const client = clients.find((each) => each.ClientId === ClientId);
  if (!client) return notFound(`User pool client ${ClientId} does not exist.`);
  if (action === 'DescribeUserPoolClient') return { status: 200, body: { UserPoolClient: client } };
  clients = clients.filter((each) => each !== client);
  return { status: 200, body: {} };
}

const inPool = (...args: readonly string[]) => run(['clients', ...args, '--pool', pool], env);

test('list shows what registered itself, oldest first, over all pages', async () => {
  const { code, stdout } = await inPool('list');

  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^older +\d{4}-\d\d-\d\d +App older +http:\/\/127\.0\.0\.1:4000\/callback\nold .*\nnew .*\n3 registered clients\n$/,
  );
});

test('remove shows first, and deletes nothing', async () => {
  const { stdout } = await inPool('remove', '--older-than', '90d');

  expect(stdout).toMatch(/^older .*\nold .*\n2 of 3 would be removed; --yes removes them\n$/);
  expect(actions.filter((action) => action.startsWith('Delete'))).toEqual([]);
});

test('remove --yes deletes those, and neither a new one nor one that an administrator made', async () => {
  const { stdout } = await inPool('remove', '--older-than', '90d', '--yes', '--json');

  expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(['older', 'old']);
  expect(clients.map(({ ClientId }) => ClientId)).toEqual(['public', 'new']);
});

test.each([
  [['list', '--pool', 'nonsense'], '--pool takes the id of a user pool'],
  [['list'], '--pool takes the id of a user pool'],
  [['list', '--pool', pool, '--yes'], 'list takes neither'],
  [['remove', '--pool', pool], 'remove needs --older-than'],
  [['remove', '--pool', pool, '--older-than', '0d'], 'remove needs --older-than'],
  [['prune', '--pool', pool], 'There is no action "prune"'],
])('%j ends with 2', async (args, message) => {
  const { code, stderr } = await run(['clients', ...args], env);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a pool that is not there ends with 1 and in Cognito’s words', async () => {
  const { code, stderr } = await run(['clients', 'list', '--pool', 'ap-northeast-2_other'], env);

  expect({ code, stderr }).toEqual({ code: 1, stderr: 'User pool does not exist.\n' });
});

// moto knows neither the type of a client nor the filter: it lists all of them, as an old endpoint would.
describe.skipIf(!motoServer)('at moto’s Cognito, which does not know how a client came to be', () => {
  test('nothing is taken for registered, and nothing is deleted', async () => {
    const port = await freePort();
    const moto = spawn(motoServer!, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    try {
      const endpoint = `http://127.0.0.1:${port}`;
      while (!(await fetch(endpoint).catch(() => undefined))) await setTimeout(100);
      const cognito = new CognitoIdentityProviderClient({
        region: 'ap-northeast-2',
        endpoint,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'ops' }));
      const UserPoolId = UserPool!.Id!;
      await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'public' }));

      const { code, stdout } = await run(
        ['clients', 'remove', '--pool', UserPoolId, '--older-than', '1d', '--yes'],
        { ...credentials, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint },
      );

      expect({ code, stdout }).toEqual({ code: 0, stdout: '0 of 0 removed\n' });
      const { UserPoolClients } = await cognito.send(new ListUserPoolClientsCommand({ UserPoolId }));
      expect(UserPoolClients).toHaveLength(1);
    } finally {
      moto.kill();
    }
  });
});

test('the run says when moto is not here', () => {
  if (!motoServer)
    console.warn('moto_server is not installed: the command was not tried against moto’s Cognito');
  expect(motoServer === undefined || motoServer.endsWith('moto_server')).toBe(true);
});
