import type { HttpRequest, HttpResponse } from '../http/messages.ts';
import { contentOf } from '../landing-page/content.ts';
import { contentSecurityPolicy, htmlPage } from '../landing-page/html-page.ts';
import { icon } from '../landing-page/icon.ts';
import { markdownPage } from '../landing-page/markdown-page.ts';
import type { Language } from '../landing-page/translations.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import type { Services } from '../services/services.ts';
import { health } from './health-check.ts';

/** Routes that need no token: the landing page, its Markdown and icon, and the health check. */
export async function publicRoute(
  { method, path, query, headers }: HttpRequest,
  services: Services,
  features: ServerFeatures,
): Promise<HttpResponse | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/') return landingPage(headers, services.config.mcpUrl, features);
  if (path === '/llms.txt') return llmsText(services.config.mcpUrl, features);
  if (path === '/icon.svg') return publicText('image/svg+xml', icon);
  if (path === '/health') return health(query.deep === '1', services);
  return undefined;
}

function llmsText(mcpUrl: string, features: ServerFeatures): HttpResponse {
  return publicText('text/plain; charset=utf-8', markdownPage(contentOf(mcpUrl, features, 'en')));
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
  features: ServerFeatures,
): HttpResponse {
  const content = contentOf(mcpUrl, features, preferredLanguage(languages));
  const isHtml = /text\/html/i.test(accept) && !/text\/markdown/i.test(accept);
  return {
    status: 200,
    headers: {
      'content-type': `text/${isHtml ? 'html' : 'markdown'}; charset=utf-8`,
      'cache-control': 'public, max-age=300',
      vary: 'Accept, Accept-Language',
      'content-language': content.language,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': contentSecurityPolicy,
    },
    body: isHtml ? htmlPage(content) : markdownPage(content),
  };
}

/** The first supported language; clients list theirs in order of preference. */
function preferredLanguage(acceptLanguage: string): Language {
  return /(?:^|[\s,])(ko|en)\b/i.exec(acceptLanguage)?.[1]?.toLowerCase() === 'ko' ? 'ko' : 'en';
}
