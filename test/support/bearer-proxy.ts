import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server and adds a token to what comes without one; everything else passes as it is, Host too. */
export async function startBearerProxy(
  target: string,
  token: string,
): Promise<AsyncDisposable & { readonly port: number }> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const onward = forward(
      {
        hostname,
        port,
        method: incoming.method,
        path: incoming.url,
        headers: { authorization: `Bearer ${token}`, ...incoming.headers },
      },
      (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
