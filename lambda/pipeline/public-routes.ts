import type { HttpRequest, HttpResponse } from '../http/messages.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import type { Services } from '../services/services.ts';
import { health } from './health-check.ts';

const pages: ReadonlySet<string> = new Set(['/', '/llms.txt', '/icon.svg']);

/** Routes that need no token: the landing page, its Markdown and icon, and the health check. */
export async function publicRoute(
  { method, path, query, headers }: HttpRequest,
  services: Services,
  features: ServerFeatures,
): Promise<HttpResponse | undefined> {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/health') return health(query.deep === '1', services);
  if (!pages.has(path)) return undefined;
  // No MCP client reads them, so they take nothing from a cold start.
  const { publicPage } = await import('../landing-page/public-page.ts');
  return publicPage(path, headers, services.config, features);
}
