import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../lambda/registry.ts';
import { findChromium } from '../local/chromium.ts';
import type { TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { inBrowser, showView } from './view-host.ts';

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

const executablePath = findChromium();
describe.skipIf(!executablePath)('in a host page', () => {
  const inPage = (work: (page: Page) => Promise<void>) => inBrowser(executablePath!, work);

  test('the board shows tickets by state in Korean and dark, and opens one by keyboard', async () => {
    const result = (await client.callTool({ name: 'list_tickets', arguments: { limit: 100 } })) as object;

    await inPage(async (page) => {
      const frame = await showView(page, client, {
        uri: 'ui://ops-assistant/ticket-board',
        hostContext: { theme: 'dark', locale: 'ko-KR' },
        result,
      });
      await frame.getByRole('button', { name: /TKT-003/ }).focus();
      await page.keyboard.press('Enter');

      await frame.getByText('Paper jam at the rear tray').waitFor();
      expect(await frame.getByRole('heading').allTextContents()).toEqual(
        expect.arrayContaining([expect.stringMatching(/^진행 중 \(\d+\)$/)]),
      );
      expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
    });
  });

  test('the board shows what is overdue, by priority and per day, in Korean, and goes back to the tickets', async () => {
    const result = (await client.callTool({ name: 'ticket_report', arguments: { days: 3 } })) as object;

    await inPage(async (page) => {
      const frame = await showView(page, client, {
        uri: 'ui://ops-assistant/ticket-board',
        hostContext: { locale: 'ko-KR' },
        result,
      });
      await frame.getByRole('heading', { name: '기한 초과 (3)' }).waitFor();
      expect(await frame.getByRole('listitem').allTextContents()).toEqual(
        expect.arrayContaining([expect.stringMatching(/^높음 \(24시간\) \(1건 초과\)1$/)]),
      );
      expect(await frame.getByRole('row').count()).toBe(4);
      await frame.getByRole('button', { name: '상태별 티켓' }).click();

      await frame.getByRole('heading', { name: /^진행 중/ }).waitFor();
      await frame.getByRole('button', { name: '기한 초과와 현황' }).click();
      await frame.getByRole('heading', { name: '기한 초과 (3)' }).waitFor();
    });
  });

  test('the form files what the person has corrected, and markup in it stays text', async () => {
    const draft = { title: '<b>Chair</b> is broken', body: 'One of its wheels is missing since today.' };
    const preview = (await client.callTool({ name: 'create_ticket', arguments: draft })) as object;

    await inPage(async (page) => {
      const frame = await showView(page, client, {
        uri: 'ui://ops-assistant/ticket-form',
        hostContext: { theme: 'light', locale: 'en' },
        result: preview,
      });
      await frame.getByLabel('Priority').selectOption('high');
      await frame.getByRole('button', { name: 'File this ticket' }).click();

      expect(await frame.getByRole('status').textContent()).toMatch(/^Filed as TKT-\d+/);
    });
    const { structuredContent } = (await client.callTool({ name: 'list_tickets', arguments: {} })) as {
      structuredContent: { tickets: object[] };
    };
    expect(structuredContent.tickets[0]).toMatchObject({ title: draft.title, priority: 'high' });
  });

  test('the form is corrected and filed by keyboard alone, in Korean and dark', async () => {
    const draft = {
      title: '의자 바퀴가 하나 없습니다',
      body: '오늘 아침부터 의자의 바퀴 하나가 보이지 않습니다.',
    };
    const preview = (await client.callTool({ name: 'create_ticket', arguments: draft })) as object;

    await inPage(async (page) => {
      const frame = await showView(page, client, {
        uri: 'ui://ops-assistant/ticket-form',
        hostContext: { theme: 'dark', locale: 'ko-KR' },
        result: preview,
      });
      await frame.getByLabel('무엇이 문제인가요').focus();
      await page.keyboard.press('End');
      await page.keyboard.type(' (3층)');
      for (const _ of ['text', 'priority', 'assignee', 'button']) await page.keyboard.press('Tab');
      expect(await frame.locator(':focus').textContent()).toBe('이대로 접수');
      await page.keyboard.press('Enter');

      expect(await frame.getByRole('status').textContent()).toMatch(/^Filed as TKT-\d+/);
    });
    const { structuredContent } = (await client.callTool({ name: 'list_tickets', arguments: {} })) as {
      structuredContent: { tickets: object[] };
    };
    expect(structuredContent.tickets[0]).toMatchObject({ title: `${draft.title} (3층)` });
  });

  test('the chart shows the stock, and says in words what runs low', async () => {
    const result = (await client.callTool({
      name: 'lookup_inventory',
      arguments: { category: 'laptop' },
    })) as object;

    await inPage(async (page) => {
      const frame = await showView(page, client, {
        uri: 'ui://ops-assistant/stock-chart',
        hostContext: { locale: 'en' },
        result,
      });

      await frame.getByText('Items: 5 / 5').waitFor();
      expect(await frame.getByRole('listitem').count()).toBe(5);
      expect(await frame.getByText('(low)').count()).toBe(3);
    });
  });
});
