import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** One HTTP request that `fetch` would not send: any Host or target, a header twice (an array is a header for each entry). */
export async function rawRequest(
  url: string,
  headers: Record<string, string | string[]>,
  { method = 'POST', body = '', target }: { method?: string; body?: string; target?: string } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  const sent = request(url, { method, headers, ...(target && { path: target }) });
  sent.end(body);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** Sends these bytes, waits for `read`, and hangs up. Without the wait, what is on its way may never arrive. */
export async function sendAndHangUp(
  origin: string,
  bytes: string,
  read: () => Promise<unknown>,
): Promise<void> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  await read();
  socket.destroy();
}
