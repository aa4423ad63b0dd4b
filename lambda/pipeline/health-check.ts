import { type HttpResponse, json } from '../http/messages.ts';
import type { Services } from '../services/services.ts';

const startedAt = Date.now();

export async function health(deep: boolean, { checkTable, config, log }: Services): Promise<HttpResponse> {
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
    await checkTable();
    return report(200, 'ok');
  } catch (error) {
    log.error('The table cannot be reached', error);
    return report(503, 'unavailable');
  }
}
