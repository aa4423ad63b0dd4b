import { join } from 'node:path';
import { type Context, type Middleware, Provider } from 'oidc-provider';
import type { Scope } from '../../../lambda/auth/scopes.ts';
import type { AuthorizationServer } from '../../../lambda/handlers/container/api-gateway-adapter.ts';
import { openRecords } from './oauth-records.ts';
import { type AuthorizationServerOptions, providerConfiguration } from './provider-configuration.ts';
import { signInPages } from './sign-in.ts';

/**
 * The OAuth 2.1 server of local runs. Its sign-in accepts any name without a password, so it must never be deployed.
 */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { issuer, resource, scopes, dataDir, extentOf } = options;
  const records = openRecords(join(dataDir, 'authorization-server.json'));
  const provider = new Provider(issuer, providerConfiguration(options, records));
  // URLs in answers must use the issuer, never the Host header.
  Object.defineProperty(provider.request, 'href', { value: issuer });
  provider.on('server_error', (_ctx, error) =>
    console.error('The local authorization server failed:', error),
  );

  provider
    .use(refuseForeignHosts(issuer))
    .use(allowLocalPagesToRegister)
    .use(offerScopes(scopes))
    .use(signInPages(provider, { issuer, resource, scopes, extentOf }));
  const answer = provider.callback();

  const metadata = '/.well-known/oauth-authorization-server';
  const wellKnown = [
    metadata,
    `${metadata}${new URL(resource).pathname}`,
    '/.well-known/openid-configuration',
  ];
  return {
    handles: (path) => path.startsWith('/oauth/') || wellKnown.includes(path),
    handle(req, res) {
      if (req.url?.startsWith(metadata)) req.url = metadata;
      void answer(req, res);
    },
  };
}

/** Blocks DNS rebinding (web sites whose name resolves to this computer), because the sign-in requires no password. */
function refuseForeignHosts(issuer: string): Middleware {
  const { host } = new URL(issuer);
  // Behind a reverse proxy, requests from this computer itself have another port than the issuer.
  const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
  return async (ctx, next) => {
    const requestedHost = ctx.get('Host').toLowerCase();
    if (requestedHost === host || loopbackHost.test(requestedHost)) return next();
    ctx.status = 403;
    ctx.body = {
      error: 'invalid_request',
      error_description: `Use ${issuer}: this server accepts no other host name.`,
    };
  };
}

/** Lets pages that this computer serves, such as the MCP Inspector, register from the browser. */
async function allowLocalPagesToRegister(ctx: Context, next: () => Promise<void>): Promise<void> {
  if (ctx.path !== '/oauth/register') return next();
  const origin = ctx.get('Origin');
  ctx.vary('Origin');
  if (isLocalPage(origin)) {
    ctx.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'Content-Type, MCP-Protocol-Version',
    });
  }
  if (ctx.method !== 'OPTIONS') return next();
  ctx.status = 204;
}

function isLocalPage(origin: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(origin)?.hostname ?? '');
}

/** Adds our scopes to the metadata, and offers all of them if an app requests none; the person can deselect them. */
function offerScopes(scopes: readonly Scope[]): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/oauth/authorize' && !ctx.query.scope) {
      ctx.query = { ...ctx.query, scope: scopes.join(' ') };
    }
    await next();
    if (ctx.oidc?.route === 'discovery') {
      ctx.body = { ...(ctx.body as object), scopes_supported: [...scopes, 'openid', 'offline_access'] };
    }
  };
}
