import type { HttpRequest, HttpResponse } from '../http/messages.ts';
import { contentOf } from '../landing-page/content.ts';
import { contentSecurityPolicy, htmlPage } from '../landing-page/html-page.ts';
import { icon } from '../landing-page/icon.ts';
import { llmsPage } from '../landing-page/llms-page.ts';
import { markdownPage } from '../landing-page/markdown-page.ts';
import type { Language } from '../landing-page/translations.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { Services } from '../services/services.ts';
import { health } from './health-check.ts';

/** What needs no token: the landing page and the health check. */
export async function publicRoute(
  { method, path, query, headers }: HttpRequest,
  services: Services,
  tools: readonly Tool[],
): Promise<HttpResponse | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/') return landingPage(headers, services.config.mcpUrl, tools);
  if (path === '/llms.txt') return llmsText(services.config.mcpUrl, tools);
  if (path === '/icon.svg') return publicText('image/svg+xml', icon);
  if (path === '/health') return health(query.deep === '1', services);
  return undefined;
}

function llmsText(mcpUrl: string, tools: readonly Tool[]): HttpResponse {
  return publicText('text/plain; charset=utf-8', llmsPage(contentOf(mcpUrl, tools, 'en')));
}

function publicText(type: string, body: string): HttpResponse {
  const headers = {
    'content-type': type,
    'cache-control': 'public, max-age=3600',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { status: 200, headers, body };
}

/** HTML for browsers, Markdown for everything else. */
function landingPage(
  { accept = '', 'accept-language': languages = '' }: HttpRequest['headers'],
  mcpUrl: string,
  tools: readonly Tool[],
): HttpResponse {
  const content = contentOf(mcpUrl, tools, preferredLanguage(languages));
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
