import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../local/chromium.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { type BrowserIssuer, startBrowserIssuer } from './browser-issuer.ts';

const executablePath = findChromium();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(!executablePath)('the landing page in a browser', () => {
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startServer();
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  /** Opens the page, and collects what the browser complains of and which other machines it asks. */
  async function open(options: BrowserContextOptions = {}, url = `${server.origin}/`) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^http:\/\/(127\.0\.0\.1|localhost):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  }

  async function signIn(page: Page, button: RegExp, name = 'minji'): Promise<void> {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('button', { name }).click();
    await page.getByRole('button', { name: /^(Allow|허용)/ }).click();
    await page.locator('#try-form').waitFor();
  }

  /** What axe finds, as one line per rule. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  test('signs in with PKCE, calls a tool with its example, and keeps the token in memory only', async () => {
    const { page, complaints } = await open();
    await signIn(page, /^Sign in$/);

    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText(/^Done · \d+ ms$/).waitFor();

    const answer = JSON.parse((await page.locator('#result').textContent())!);
    expect(answer).toMatchObject({ query: 'laptop', total: 5 });
    expect(page.url()).toBe(`${server.origin}/#try`);
    const stored = await page.evaluate(
      'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie',
    );
    expect(stored).toBe('{}');
    expect(complaints).toEqual([]);
    const [record] = (await server.auditRecords()).filter(({ target }) => target === 'lookup_inventory');
    expect(record).toMatchObject({ sub: 'minji', outcome: 'ok', revision: '2026-07-28' });
    await page.reload();
    expect(await page.locator('#try-form').isVisible()).toBe(false);
  });

  test('reads a resource, gets a prompt, previews a ticket, and shows what the server refuses', async () => {
    const { page } = await open();
    await signIn(page, /^Sign in$/);
    const run = async (key: string) => {
      await page.locator('#operation').selectOption(key);
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText(/^(Done|Failed)/).waitFor();
      return page.locator('#result').textContent();
    };

    expect(await run('policy://{doc_id}')).toContain('재택');
    expect(await run('prompt:summarize_policy')).toMatch(/^user: /);
    expect(JSON.parse((await run('create_ticket'))!)).toMatchObject({ status: 'preview' });
    expect(await run('get_ticket')).toContain('NOT_FOUND');
    expect(await page.locator('#outcome').textContent()).toMatch(/^Failed/);
    expect(await page.locator('#operation option[value=usage_report]').count()).toBe(0);
    expect(await page.locator('#usage').isVisible()).toBe(false);
  });

  test('shows health and use to an administrator only', async () => {
    const { page, complaints } = await open();
    await signIn(page, /administrator/, 'alice');

    await page.getByRole('rowheader', { name: 'all requests' }).waitFor();
    const facts = await page.locator('#facts').textContent();
    expect(facts).toContain('Stock items35');
    expect(await page.getByRole('rowheader', { name: 'minji' }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('does not take a sign-in that this tab did not start', async () => {
    const { page } = await open({}, `${server.origin}/?code=stolen&state=foreign&iss=x`);

    await page.getByText('This sign-in was not started in this tab.').waitFor();
    expect(await page.locator('#try-form').isVisible()).toBe(false);
  });

  test('says that the sign-in was refused', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'bob' }).click();
    await page.getByRole('button', { name: 'Refuse' }).click();

    await page.getByText('The sign-in was refused.').waitFor();
  });

  test.each([
    { locale: 'en-GB', width: 1280, colorScheme: 'light', tryIt: 'Try it here' },
    { locale: 'en-GB', width: 320, colorScheme: 'dark', tryIt: 'Try it here' },
    { locale: 'ko-KR', width: 1280, colorScheme: 'dark', tryIt: '여기서 써 보기' },
    { locale: 'ko-KR', width: 320, colorScheme: 'light', tryIt: '여기서 써 보기' },
  ] as const)('is accessible and cuts nothing off: $locale, $width px, $colorScheme', async (variant) => {
    const { locale, width, colorScheme, tryIt } = variant;
    const { page } = await open({ locale, colorScheme, viewport: { width, height: 800 } });
    await page.getByRole('heading', { name: tryIt }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  describe('with another issuer, which registers no clients and issues tokens at an origin of its own', () => {
    let issuer: BrowserIssuer;
    let other: RunningServer;
    beforeAll(async () => {
      issuer = await startBrowserIssuer();
      other = await startServer({
        OIDC_ISSUER: issuer.url,
        OIDC_JWKS_URI: issuer.jwksUri,
        OIDC_AUDIENCE: 'test-audience',
        PUBLIC_CLIENT_ID: 'landing-page',
        OIDC_TOKEN_ORIGINS: issuer.tokenOrigin,
      });
    });
    afterAll(async () => {
      await other.stop();
      await issuer[Symbol.asyncDispose]();
    });

    test('signs in there as the configured client', async () => {
      const { page, complaints } = await open({}, `${other.origin}/`);

      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.locator('#try-form').waitFor();

      expect(issuer.requested()).toMatchObject({
        client_id: 'landing-page',
        redirect_uri: `${other.origin}/`,
        code_challenge_method: 'S256',
        resource: other.url,
      });
      // Of its metadata, the first of the addresses is not there.
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    });
  });
});
