import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { decodeJwt } from 'jose';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpsSite, startHttpsSite } from '../support/https-site.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { findChromium } from './chromium.ts';
import { createSdkApp, type SdkApp } from './sdk-app.ts';

const executablePath = findChromium();

describe.skipIf(!executablePath)('an app that knows nothing but the URL of a running server', () => {
  let server: RunningServer;
  let browser: Browser;
  let app: SdkApp;
  let redirectUri: string;
  /** Where an app publishes its metadata. */
  let site: HttpsSite;
  const callbackServer = createServer((_request, response) => response.end('You can close this page.'));

  beforeAll(async () => {
    await new Promise<void>((resolve) => callbackServer.listen(0, '127.0.0.1', resolve));
    redirectUri = `http://127.0.0.1:${(callbackServer.address() as AddressInfo).port}/callback`;
    site = await startHttpsSite(({ url }, response) => {
      const client_id = `${site.origin}${url}`;
      // Of whichever port: an app on a laptop listens on another one each time.
      const redirect_uris = ['http://127.0.0.1/callback'];
      response.end(JSON.stringify({ client_id, client_name: 'Published app', redirect_uris }));
    });
    server = await startServer({ NODE_EXTRA_CA_CERTS: site.certificateFile });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    callbackServer.closeAllConnections();
    callbackServer.close();
    await site[Symbol.asyncDispose]();
    await server.stop();
  });

  const official = { name: 'app', version: '1' };
  type Sdk = { client(): Client; transport(): StreamableHTTPClientTransport };
  const generations: Readonly<Record<'today’s SDK' | 'last year’s SDK', Sdk>> = {
    'today’s SDK': {
      client: (): Client => new Client(official, { versionNegotiation: { mode: 'auto' } }),
      transport: (): StreamableHTTPClientTransport =>
        new StreamableHTTPClientTransport(new URL(server.url), { authProvider: app }),
    },
    'last year’s SDK': {
      client: (): Client => new ClientV1(official) as unknown as Client,
      transport: (): StreamableHTTPClientTransport =>
        new TransportV1(new URL(server.url), {
          authProvider: app as never,
        }) as unknown as StreamableHTTPClientTransport,
    },
  };

  /** What the person does in their browser; returns what the app gets back from there. */
  async function signIn(name: string): Promise<URLSearchParams> {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(app.opened!.href);
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You can close this page.').waitFor();
    return new URL(page.url()).searchParams;
  }

  async function refresh(refreshToken: string): Promise<{ status: number; answer: Record<string, string> }> {
    const { client_id } = (await app.clientInformation())!;
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id });
    const response = await fetch(`${server.origin}/oauth/token`, { method: 'POST', body });
    return { status: response.status, answer: (await response.json()) as Record<string, string> };
  }

  test.each<[keyof typeof generations, string, () => string | undefined]>([
    ['today’s SDK', 'names the document about itself', () => `${site.origin}/app.json`],
    ['today’s SDK', 'registers', () => undefined],
    ['last year’s SDK', 'names the document about itself', () => `${site.origin}/app.json`],
    ['last year’s SDK', 'registers', () => undefined],
  ])(
    'with %s it %s, sends the person to the sign-in, and calls a tool as them',
    async (sdk, _, documentUrl) => {
      app = createSdkApp(redirectUri, documentUrl());
      const { client: newClient, transport: newTransport } = generations[sdk];
      const first = newTransport();
      await expect(newClient().connect(first)).rejects.toThrow(/Unauthorized/);
      expect(Object.fromEntries(app.opened!.searchParams)).toMatchObject({
        code_challenge_method: 'S256',
        resource: server.url,
        response_type: 'code',
      });

      const answer = await signIn('minji');
      // Last year's SDK takes the code and the issuer, today's all of the answer.
      await first.finishAuth(sdk === 'today’s SDK' ? answer : (answer.get('code') as never));
      const client = newClient();
      await client.connect(newTransport());
      const { client_id } = (await app.clientInformation())!;
      expect(client_id === documentUrl()).toBe(documentUrl() !== undefined);
      const draft = {
        title: `Signed in by herself as ${client_id} with ${sdk}`,
        body: 'Filed with her own token.',
        confirm: true,
      };
      const { structuredContent } = await client.callTool({ name: 'create_ticket', arguments: draft });
      await client.close();

      expect(structuredContent).toMatchObject({ status: 'created', ticket: { created_by: 'minji' } });
      const { access_token } = (await app.tokens())!;
      expect(decodeJwt(access_token)).toMatchObject({ sub: 'minji', aud: server.url, scope: 'read write' });
      const records = (await server.auditRecords()).filter(({ target }) => target === 'create_ticket');
      expect(records.at(-1)).toMatchObject({ sub: 'minji', client_id, outcome: 'ok' });
    },
  );

  // Clients that refresh from two places at once send the same token twice; reuse after the grace is refused.
  test('gets new tokens for its refresh token, and again for a doubled request right after', async () => {
    const { refresh_token } = (await app.tokens())!;
    const first = await refresh(refresh_token!);
    const second = await refresh(refresh_token!);

    for (const { status, answer } of [first, second]) {
      expect(status).toBe(200);
      expect(decodeJwt(answer.access_token!)).toMatchObject({ sub: 'minji', aud: server.url });
    }
  });

  test('leaves no secret of the sign-in in what the server writes', async () => {
    const { access_token, refresh_token } = (await app.tokens())!;
    const written = server.output() + JSON.stringify(await server.auditRecords());

    for (const secret of [access_token, refresh_token!, app.opened!.searchParams.get('code_challenge')!]) {
      expect(written).not.toContain(secret);
    }
  });
});
