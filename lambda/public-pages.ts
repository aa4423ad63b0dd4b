import { contentOf } from './front-page/content.ts';
import { contentSecurityPolicy, htmlPage } from './front-page/html-page.ts';
import { markdownPage } from './front-page/markdown-page.ts';
import type { Language } from './front-page/texts.ts';
import { type HttpRequest, type HttpResponse, json } from './http.ts';
import type { Services } from './services.ts';
import { keys } from './state/table.ts';
import { surface } from './surface.ts';

const startedAt = Date.now();

/** What needs no token: the front page and the health check (spec §7, §10). */
export async function publicPage(
  { method, path, query, headers }: HttpRequest,
  services: Services,
): Promise<HttpResponse | undefined> {
  if (method !== 'GET') return undefined;
  if (path === '/') return frontPage(headers, services.config.mcpUrl);
  if (path === '/health') return health(query.deep === '1', services);
  return undefined;
}

/** HTML for browsers, Markdown for everything else. */
function frontPage(
  { accept = '', 'accept-language': languages = '' }: HttpRequest['headers'],
  mcpUrl: string,
): HttpResponse {
  const content = contentOf(mcpUrl, surface.tools, preferredLanguage(languages));
  const headers = {
    'cache-control': 'public, max-age=300',
    vary: 'Accept, Accept-Language',
    'content-language': content.language,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': contentSecurityPolicy,
  };
  return /text\/html/i.test(accept) && !/text\/markdown/i.test(accept)
    ? {
        status: 200,
        headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
        body: htmlPage(content),
      }
    : {
        status: 200,
        headers: { ...headers, 'content-type': 'text/markdown; charset=utf-8' },
        body: markdownPage(content),
      };
}

/** The first that we speak: clients name their languages in the order they like them. */
function preferredLanguage(acceptLanguage: string): Language {
  return /(?:^|[\s,])(ko|en)\b/i.exec(acceptLanguage)?.[1]?.toLowerCase() === 'ko' ? 'ko' : 'en';
}

async function health(deep: boolean, { db, config, log }: Services): Promise<HttpResponse> {
  const report = (code: number, status: string) =>
    json(
      code,
      {
        status,
        version: config.version,
        uptime_seconds: Math.floor((Date.now() - startedAt) / 1_000),
      },
      { 'cache-control': 'no-store' },
    );
  if (!deep) return report(200, 'ok');
  try {
    await db.get(keys.dataVersion());
    return report(200, 'ok');
  } catch (error) {
    log.error('The table cannot be reached', error);
    return report(503, 'unavailable');
  }
}
