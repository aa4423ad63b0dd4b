import { chromium, type FrameLocator, type Page } from 'playwright-core';
import type { TestClient } from '../support/clients.ts';

/** What a host tells a page of itself. */
export interface HostContext {
  readonly theme?: 'light' | 'dark';
  readonly locale: string;
}

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

const frameOf = (width: number, height: number) =>
  `<body style="margin:0"><iframe sandbox="allow-scripts allow-forms" style="border:0;display:block;width:${width}px;height:${height}px"></iframe>`;

/** A host as far as the pages need one: the handshake, the tool's answer, and its calls passed on to the server. */
export async function showView(
  page: Page,
  client: TestClient,
  { uri, hostContext, result }: { uri: string; hostContext: HostContext; result: object },
): Promise<FrameLocator> {
  const { contents } = (await client.readResource({ uri })) as { contents: { text: string }[] };
  const { width, height } = page.viewportSize()!;
  await page.exposeFunction('passOn', (params: never) => client.callTool(params));
  await page.setContent(frameOf(width, height));
  await page.evaluate(`(${hostScript})(${JSON.stringify([contents[0]!.text, hostContext, result])})`);
  return page.frameLocator('iframe');
}

/** A page in a browser of its own. */
export async function inBrowser(
  executablePath: string,
  work: (page: Page) => Promise<void>,
  viewport = { width: 800, height: 600 },
): Promise<void> {
  const browser = await chromium.launch({ executablePath });
  try {
    await work(await browser.newPage({ viewport }));
  } finally {
    await browser.close();
  }
}
