import { randomUUID } from 'node:crypto';
import type { App } from '../../lambda/app.ts';

/** A `fetch` that asks the app, for clients that take one; `seen` gets to know each request's headers. */
export function fetchOf(
  app: App,
  onHeaders: (headers: Record<string, string>) => void = () => {},
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const headers = Object.fromEntries(request.headers);
    onHeaders(headers);
    const {
      status,
      headers: answered,
      body,
    } = await app({
      requestId: randomUUID(),
      method: request.method,
      path: new URL(request.url).pathname,
      query: {},
      headers: { host: new URL(request.url).host, ...headers },
      body: await request.text(),
    });
    return new Response(body || null, { status, headers: answered });
  };
}
