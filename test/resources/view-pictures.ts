import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium } from '../local/chromium.ts';
import { startTestServer } from '../support/operations.ts';
import { type HostContext, inBrowser, showView } from './view-host.ts';

// The pictures of docs/connecting.md, of the pages that MCP Apps show: node test/resources/view-pictures.ts

const folder = join(import.meta.dirname, '../../docs/views');
const looks: readonly (readonly [suffix: string, HostContext])[] = [
  ['en-light', { theme: 'light', locale: 'en' }],
  ['ko-dark', { theme: 'dark', locale: 'ko-KR' }],
];
const draft = {
  title: '부산 4층 프린터에 종이가 걸립니다',
  body: '오늘 아침부터 뒤쪽 급지함에서 종이가 계속 걸립니다.\nThe rear tray jams since this morning.',
  priority: 'high',
  assigned_to: 'minji',
};
const views = [
  { name: 'ticket-board', tool: 'list_tickets', args: { limit: 100 }, height: 320 },
  { name: 'ticket-form', tool: 'create_ticket', args: draft, height: 420 },
  { name: 'stock-chart', tool: 'lookup_inventory', args: { query: '노트북' }, height: 200 },
];

const executablePath = findChromium();
if (!executablePath) process.exit(1);
await mkdir(folder, { recursive: true });
const operations = await startTestServer();
const client = await operations.connect('v2 2026-07-28');
for (const { name, tool, args, height } of views) {
  const result = (await client.callTool({ name: tool, arguments: args })) as object;
  for (const [suffix, hostContext] of looks) {
    const uri = `ui://ops-assistant/${name}`;
    await inBrowser(
      executablePath,
      async (page) => {
        const frame = await showView(page, client, { uri, hostContext, result });
        await frame.locator('main > *').first().waitFor();
        await page.screenshot({ path: join(folder, `${name}-${suffix}.png`) });
      },
      { width: 640, height },
    );
  }
}
await operations[Symbol.asyncDispose]();
