import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auth } from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from './chromium.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createSdkApp, type SdkApp } from './sdk-app.ts';

const executablePath = findChromium();

describe.skipIf(!executablePath)('in a browser', () => {
  let dataDir: string;
  let server: RunningServer;
  let browser: Browser;
  const callbackServer = createServer((_req, res) => res.end('You can close this page.'));
  let app: SdkApp;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sign-in-browser-'));
    server = await startServer(dataDir);
    await new Promise<void>((resolve) => callbackServer.listen(0, '127.0.0.1', resolve));
    const { port } = callbackServer.address() as AddressInfo;
    app = createSdkApp(`http://127.0.0.1:${port}/callback`);
    await auth(app, { serverUrl: server.resource });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser.close();
    callbackServer.closeAllConnections();
    callbackServer.close();
    await server[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  });

  /** Opens the page that the app sends the person to, and collects what the browser complains of. */
  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.newContext({ locale: 'en-GB', ...options })).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { hostname } = new URL(request.url());
      if (hostname !== '127.0.0.1' && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(app.opened!.href);
    return { page, complaints };
  }

  test('the official client signs in, without a scope that was unticked', async () => {
    const { page, complaints } = await open();

    await page.getByLabel('Name').fill('minji');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('checkbox', { name: /admin/ }).uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You can close this page.').waitFor();

    const { code, iss } = Object.fromEntries(new URL(page.url()).searchParams);
    await auth(app, { serverUrl: server.resource, authorizationCode: code!, iss: iss! });
    const claims = decodeJwt(app.tokens()!.access_token);
    expect(claims).toMatchObject({ sub: 'minji', scope: 'read write', aud: server.resource });
    expect(complaints).toEqual([]);
  });

  test('the keyboard is enough', async () => {
    const { page } = await open();

    await page.keyboard.type('jun');
    await page.keyboard.press('Enter');
    await page.getByText('SDK app use Ops Assistant?').waitFor();
    await page.keyboard.press('Tab'); // Use another name
    await page.keyboard.press('Tab'); // read
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText('You can close this page.').waitFor();

    expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();
  });

  test('refusing leads back to the app', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: 'bob' }).click();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('You can close this page.').waitFor();

    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  });

  test('another name can be chosen on the second visit', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'alice' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('You can close this page.').waitFor();

    await page.goto(app.opened!.href);
    await page.getByRole('button', { name: 'Use another name' }).click();
    await page.getByRole('button', { name: 'bob' }).click();

    expect(await page.locator('dd').first().textContent()).toContain('bob');
  });

  test.each([
    { name: 'narrow', width: 320 },
    { name: 'wide', width: 1280 },
  ])('nothing is cut off on a $name screen', async ({ width }) => {
    const { page } = await open({ locale: 'ko-KR', viewport: { width, height: 720 } });
    const overflow = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'minji' }).click();
    await page.getByText('재고와 규정').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
