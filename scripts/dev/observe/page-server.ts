import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { requestLanguage } from '../../../lambda/text/language.ts';
import type { Observations } from './observations.ts';
import { type Parts, page, partsOf } from './page.ts';
import { translations } from './page-translations.ts';
import { requestPage } from './request-page.ts';

export interface PageServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves the charts on this machine, at `port` or, if it is in use, at a free port. */
export async function servePage(observations: Observations, port: number): Promise<PageServer> {
  const files = await Promise.all([asset('page.css', 'text/css'), asset('page.js', 'text/javascript')]);
  const server = createServer((request, response) => {
    if (!isLocalRequest(request)) return void response.writeHead(403).end();
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://observe');
    const language = requestLanguage({ acceptLanguage: request.headers['accept-language'] }) ?? 'en';
    const parts = () => partsOf(observations, Date.now(), language);
    if (path === '/') return send(response, 'text/html', page(parts(), language));
    if (path === '/parts') return send(response, 'application/json', partsAsJson(parts()));
    if (path === '/request') {
      const traceId = searchParams.get('trace');
      const segment = observations.traces.find(
        ({ trace_id }) => trace_id !== undefined && trace_id === traceId,
      );
      if (!segment) return sendUnknown(response, translations[language].unknownRequest);
      return send(response, 'text/html', requestPage(segment, observations.recordOf(segment), language));
    }
    const file = files.find(({ name }) => path === `/${name}`);
    if (file) return send(response, file.type, file.text);
    response.writeHead(404).end();
  });
  server.listen(port <= 65_535 ? port : 0, '127.0.0.1');
  await once(server, 'listening').catch(() => once(server.listen(0, '127.0.0.1'), 'listening'));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function partsAsJson(parts: Parts): string {
  return JSON.stringify(Object.fromEntries(Object.entries(parts).map(([id, { html }]) => [id, html])));
}

/** Other web pages must not read this one, not even with a host name that resolves to this machine. */
function isLocalRequest({ method, headers }: IncomingMessage): boolean {
  const isLoopback = /^(127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? '');
  const isOwnPage = headers.origin === undefined || headers.origin === `http://${headers.host}`;
  return method === 'GET' && isLoopback && isOwnPage;
}

async function asset(name: string, type: string) {
  return { name, type, text: await readFile(join(import.meta.dirname, name), 'utf8') };
}

function sendUnknown(response: ServerResponse, text: string): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function send(response: ServerResponse, type: string, body: string): void {
  response
    .writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    .end(body);
}
