import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';

/** A monitor without a token learns whether the server, and the table behind it, are well. */
export async function* tellsItsHealth({ site, promptMs }: Given): AsyncGenerator<Evidence> {
  for (const path of ['/health', '/health?deep=1']) {
    const { status, json, ms } = await site.get(path);
    const uptime = pick(json, 'uptime_seconds');
    yield seen(
      `GET ${path} without a token`,
      `${status} in ${ms} ms: ${JSON.stringify(json)}`,
      status === 200 &&
        pick(json, 'status') === 'ok' &&
        typeof pick(json, 'version') === 'string' &&
        typeof uptime === 'number' &&
        ms <= promptMs,
    );
  }
}
