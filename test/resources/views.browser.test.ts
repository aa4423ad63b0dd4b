import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../lambda/registry.ts';
import { findChromium } from '../local/chromium.ts';
import type { TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
let client: TestClient;
beforeAll(async () => {
  operations = await startTestServer();
  client = await operations.connect('v2 2026-07-28');
});
afterAll(() => operations[Symbol.asyncDispose]());

const withViews = registry.tools.filter(({ view }) => view !== undefined);

test.each(withViews)('$name names a page that is there, static, and asks no other host', async ({ view }) => {
  const { contents } = (await client.readResource({ uri: view! })) as {
    contents: { mimeType: string; text: string }[];
  };

  expect(contents[0]!.mimeType).toBe('text/html;profile=mcp-app');
  expect(contents[0]!.text).not.toMatch(/https?:|src=|@import|innerHTML|eval\(|fetch\(/);
});

/** Runs in the browser. */
const hostScript = `([html, hostContext, answer]) => {
  const frame = document.querySelector('iframe');
  const send = (message) => frame.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*');
  addEventListener('message', async ({ data: { id, method, params } }) => {
    const hostInfo = { name: 'test', version: '1' };
    if (method === 'ui/initialize') {
      send({ id, result: { protocolVersion: '2026-01-26', hostInfo, hostCapabilities: {}, hostContext } });
    }
    if (method === 'ui/notifications/initialized') send({ method: 'ui/notifications/tool-result', params: answer });
    if (method === 'tools/call') send({ id, result: await passOn(params) });
  });
  frame.srcdoc = html;
}`;

const executablePath = findChromium();
describe.skipIf(!executablePath)('in a host page', () => {
  /** A host as far as the pages need one: the handshake, the tool's answer, and its calls passed on to the server. */
  async function host(page: Page, uri: string, hostContext: object, result: object) {
    const { contents } = (await client.readResource({ uri })) as { contents: { text: string }[] };
    await page.exposeFunction('passOn', (params: never) => client.callTool(params));
    await page.setContent(
      '<iframe sandbox="allow-scripts allow-forms" style="width:800px;height:600px"></iframe>',
    );
    await page.evaluate(`(${hostScript})(${JSON.stringify([contents[0]!.text, hostContext, result])})`);
    return page.frameLocator('iframe');
  }

  async function inPage(work: (page: Page) => Promise<void>) {
    const browser = await chromium.launch({ executablePath: executablePath! });
    try {
      await work(await browser.newPage());
    } finally {
      await browser.close();
    }
  }

  test('the board shows tickets by state in Korean and dark, and opens one by keyboard', async () => {
    const result = (await client.callTool({ name: 'list_tickets', arguments: { limit: 100 } })) as object;

    await inPage(async (page) => {
      const frame = await host(
        page,
        'ui://ops-assistant/ticket-board',
        { theme: 'dark', locale: 'ko-KR' },
        result,
      );
      await frame.getByRole('button', { name: /TKT-003/ }).focus();
      await page.keyboard.press('Enter');

      await frame.getByText('Paper jam at the rear tray').waitFor();
      expect(await frame.getByRole('heading').allTextContents()).toEqual(
        expect.arrayContaining([expect.stringMatching(/^진행 중 \(\d+\)$/)]),
      );
      expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
    });
  });

  test('the form files what the person has corrected, and markup in it stays text', async () => {
    const draft = { title: '<b>Chair</b> is broken', body: 'One of its wheels is missing since today.' };
    const preview = (await client.callTool({ name: 'create_ticket', arguments: draft })) as object;

    await inPage(async (page) => {
      const frame = await host(
        page,
        'ui://ops-assistant/ticket-form',
        { theme: 'light', locale: 'en' },
        preview,
      );
      await frame.getByLabel('Priority').selectOption('high');
      await frame.getByRole('button', { name: 'File this ticket' }).click();

      expect(await frame.getByRole('status').textContent()).toMatch(/^Filed as TKT-\d+/);
    });
    const { structuredContent } = (await client.callTool({ name: 'list_tickets', arguments: {} })) as {
      structuredContent: { tickets: object[] };
    };
    expect(structuredContent.tickets[0]).toMatchObject({ title: draft.title, priority: 'high' });
  });

  test('the chart shows the stock, and says in words what runs low', async () => {
    const result = (await client.callTool({
      name: 'lookup_inventory',
      arguments: { category: 'laptop' },
    })) as object;

    await inPage(async (page) => {
      const frame = await host(page, 'ui://ops-assistant/stock-chart', { locale: 'en' }, result);

      await frame.getByText('Items: 5 / 5').waitFor();
      expect(await frame.getByRole('listitem').count()).toBe(5);
      expect(await frame.getByText('(low)').count()).toBe(3);
    });
  });
});
