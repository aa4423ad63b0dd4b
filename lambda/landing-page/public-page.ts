import type { HttpRequest, HttpResponse } from '../http/messages.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { requestLanguage } from '../text/language.ts';
import { contentOf, type PageSettings } from './content.ts';
import { contentSecurityPolicy, htmlPage } from './html-page.ts';
import { icon } from './icon.ts';
import { markdownPage } from './markdown-page.ts';

/** The landing page as HTML or Markdown, its Markdown for models (llms.txt), or the icon. */
export function publicPage(
  path: string,
  headers: HttpRequest['headers'],
  settings: PageSettings,
  features: ServerFeatures,
): HttpResponse | undefined {
  if (path === '/') return landingPage(headers, settings, features);
  if (path === '/llms.txt') return llmsText(settings, features);
  if (path === '/icon.svg') return publicText('image/svg+xml', icon);
  return undefined;
}

function llmsText(settings: PageSettings, features: ServerFeatures): HttpResponse {
  return publicText('text/plain; charset=utf-8', markdownPage(contentOf(settings, features, 'en')));
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
  { accept = '', 'accept-language': acceptLanguage }: HttpRequest['headers'],
  settings: PageSettings,
  features: ServerFeatures,
): HttpResponse {
  const language = requestLanguage({ acceptLanguage }) ?? 'en';
  const content = contentOf(settings, features, language);
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
      'content-security-policy': contentSecurityPolicy(content),
    },
    body: isHtml ? htmlPage(content) : markdownPage(content),
  };
}
