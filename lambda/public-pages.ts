import { type HttpRequest, type HttpResponse, json } from './http.ts';
import type { Services } from './services.ts';
import { keys } from './state/table.ts';

const startedAt = Date.now();

/** What needs no token: the front page and the health check (spec §7, §10). */
export async function publicPage(
  { method, path, query }: HttpRequest,
  services: Services,
): Promise<HttpResponse | undefined> {
  if (method !== 'GET') return undefined;
  if (path === '/') return frontPage(services.config.mcpUrl);
  if (path === '/health') return health(query.deep === '1', services);
  return undefined;
}

function frontPage(mcpUrl: string): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `Ops Assistant: an MCP server for stock, policies and tickets.\n\nAdd ${mcpUrl} to your assistant; it will ask you to sign in.\n`,
  };
}

async function health(deep: boolean, { db, config, log }: Services): Promise<HttpResponse> {
  const report = (status: string) => ({
    status,
    version: config.version,
    uptime_seconds: Math.floor((Date.now() - startedAt) / 1_000),
  });
  if (!deep) return json(200, report('ok'));
  try {
    await db.get(keys.dataVersion());
    return json(200, report('ok'));
  } catch (error) {
    log.error('The table cannot be reached', error);
    return json(503, report('unavailable'));
  }
}
