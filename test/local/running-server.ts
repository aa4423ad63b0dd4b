import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { createAuthorizationServer } from '../../scripts/local/authorization-server/authorization-server.ts';
import { createScopeExtent } from '../../scripts/local/authorization-server/scope-extent.ts';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';

export interface RunningServer extends AsyncDisposable {
  issuer: string;
  resource: string;
}

/** The authorization server on a port of its own, beside the one document of the MCP server that clients need to find it. */
export async function startServer(
  dataDir: string,
  port = 0,
  access: { accessPolicy?: string; readOnly?: boolean } = {},
): Promise<RunningServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const resource = `${issuer}/mcp`;

  const keys = await loadSigningKeys(dataDir);
  const authorization = createAuthorizationServer({
    issuer,
    resource,
    scopes: allScopes,
    clientRegistration: ['documents', 'dynamic'],
    keys,
    dataDir,
    extentOf: createScopeExtent(
      { accessPolicy: undefined, readOnly: false, issuers: [issuer], issuerAliases: [], ...access },
      issuer,
    ),
  });
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const path = req.url!.split('?')[0]!;
    if (authorization.handles(path)) return authorization.handle(req, res);
    if (path === '/.well-known/oauth-protected-resource/mcp') {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ resource, authorization_servers: [issuer], scopes_supported: allScopes }));
      return;
    }
    res.writeHead(404).end();
  });

  return {
    issuer,
    resource,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
