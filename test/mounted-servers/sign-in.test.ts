import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerOf, startApp, type TestApp } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';
import { mount, withMountedServers } from './mount.ts';
import { answerWith, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const secret = 'hr-secret-0123456789';
let app: TestApp;
let server: ScriptedServer;
/** What the token endpoint was asked. */
let grants: { form: URLSearchParams; authorization: string | undefined }[] = [];
let answer: (form: URLSearchParams) => { status: number; body: object };

const tokens = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request));
  grants.push({ form, authorization: request.headers.authorization });
  const { status, body } = answer(form);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

beforeAll(async () => {
  await once(tokens.listen(0, '127.0.0.1'), 'listening');
  app = await startApp({
    ...withMountedServers,
    MOUNTED_SERVER_SECRETS: JSON.stringify({ 'ops/hr': secret }),
  });
  server = await startScriptedServer();
  answer = () => ({ status: 200, body: { access_token: 'first', token_type: 'Bearer', expires_in: 600 } });
  const token_url = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
  const oauth = { token_url, client_id: 'ops assistant', secret: 'ops/hr', scope: 'leave.read' };
  const { db } = app.table;
  await mount(db, server.url, {
    server: 'bearer',
    auth: { mode: 'static', header: 'authorization', secret: 'ops/hr' },
  });
  await mount(db, server.url, {
    server: 'header',
    auth: { mode: 'static', header: 'x-api-key', secret: 'ops/hr' },
  });
  await mount(db, server.url, {
    server: 'missing',
    auth: { mode: 'static', header: 'authorization', secret: 'ops/other' },
  });
  await mount(db, server.url, { server: 'client', auth: { mode: 'client_credentials', ...oauth } });
  await mount(db, server.url, {
    server: 'exchange',
    auth: { mode: 'token_exchange', ...oauth, audience: 'hr' },
  });
});
beforeEach(() => {
  grants = [];
  server.behave(answerWith({ content: [{ type: 'text', text: 'found' }] }));
});
afterAll(async () => {
  tokens.close();
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function call(name: string, subject = 'alice') {
  const token = await app.token({ subject });
  const { result } = answerOf(await sendToolCall(app, token, `${name}_look_up`, {}));
  return { token, result: JSON.stringify(result), headers: server.calls.at(-1)?.headers ?? {} };
}

test('a static secret goes as a bearer token or in a header, and into no log', async () => {
  expect((await call('bearer')).headers.authorization).toBe(`Bearer ${secret}`);
  expect((await call('header')).headers['x-api-key']).toBe(secret);
  expect(app.output()).not.toContain(secret);
});

test('a secret that is not there stops the call, and says so without its name', async () => {
  const before = server.calls.length;
  const { result } = await call('missing');

  expect(result).toMatch(/does not let us in/);
  expect(result).not.toContain('ops/other');
  expect(server.calls.length).toBe(before);
});

test('client credentials are asked for once, and again after the server refused them', async () => {
  expect((await call('client')).headers.authorization).toBe('Bearer first');
  await call('client', 'bob');
  expect(grants).toHaveLength(1);
  expect(grants[0]!.authorization).toBe(
    `Basic ${Buffer.from(`ops%20assistant:${secret}`).toString('base64')}`,
  );
  expect(Object.fromEntries(grants[0]!.form)).toEqual({
    grant_type: 'client_credentials',
    resource: server.url,
    scope: 'leave.read',
  });

  server.behave((response) => void response.writeHead(401).end());
  expect((await call('client')).result).toMatch(/does not let us in/);
  answer = () => ({ status: 200, body: { access_token: 'second', token_type: 'Bearer', expires_in: 600 } });
  server.behave(answerWith({ content: [] }));
  expect((await call('client')).headers.authorization).toBe('Bearer second');
});

test('token exchange gives each caller a token of their own, also when they call at once', async () => {
  answer = (form) => {
    const [, payload] = form.get('subject_token')!.split('.');
    const { sub } = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    return { status: 200, body: { access_token: `for-${sub}`, token_type: 'Bearer', expires_in: 600 } };
  };
  const answers = new Map<unknown, unknown>();
  server.behave((response, received) => {
    answers.set(received.headers.authorization, true);
    answerWith({ content: [] })(response, received);
  });

  const [alice] = await Promise.all([
    call('exchange', 'alice'),
    call('exchange', 'bob'),
    call('exchange', 'carol'),
  ]);

  expect([...answers.keys()].sort()).toEqual(['Bearer for-alice', 'Bearer for-bob', 'Bearer for-carol']);
  expect(Object.fromEntries(grants[0]!.form)).toMatchObject({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: 'hr',
  });
  expect(server.calls.map(({ headers }) => String(headers.authorization))).not.toContain(
    `Bearer ${alice.token}`,
  );
  expect(app.output()).not.toContain(alice.token);
});

test('a token endpoint that refuses stops the call', async () => {
  answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  const before = server.calls.length;

  expect((await call('exchange', 'dave')).result).toMatch(/does not let us in/);
  expect(server.calls.length).toBe(before);
});
