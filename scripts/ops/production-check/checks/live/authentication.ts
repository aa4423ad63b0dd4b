import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';
import type { Answer, Site } from '../../sources/target-server.ts';

/** No token, no service; and the refusal leads a client to where it can sign in (RFC 9728, RFC 8414). */
export async function* refusesWithoutToken({ site, people }: Given): AsyncGenerator<Evidence> {
  const refused = await site.ask('tools/list', {});
  const challenge = refused.headers.get('www-authenticate') ?? 'no WWW-Authenticate';
  yield seen('POST /mcp without a token', `${refused.status} ${challenge}`, isChallenge(refused));
  yield* leadsToSignIn(site, /resource_metadata="([^"]+)"/.exec(challenge)?.[1]);

  const good = await people.token('worker');
  const bad = {
    'no token at all, but words': 'not-a-token',
    'a token without a signature': unsigned(good),
    'a token whose scope was changed by hand': altered(good),
  };
  for (const [what, token] of Object.entries(bad)) yield await refuses(site, what, token);
  yield await refuses(site, 'a token for another audience', await people.token('foreign'));
  yield await refuses(site, 'an expired token', await people.token('expired'));

  const let_in = await site.ask('tools/list', {}, { token: good });
  yield seen('POST /mcp with a good token', `${let_in.status}`, let_in.status === 200);
}

async function refuses(site: Site, what: string, token: string): Promise<Evidence> {
  const { status } = await site.ask('tools/list', {}, { token });
  return seen(`POST /mcp with ${what}`, `${status}`, status === 401);
}

function isChallenge({ status, headers }: Answer): boolean {
  return status === 401 && /^Bearer .*resource_metadata="/.test(headers.get('www-authenticate') ?? '');
}

async function* leadsToSignIn(site: Site, address: string | undefined): AsyncGenerator<Evidence> {
  if (!address) return;
  const metadata = await site.request(address);
  const resource = pick(metadata.json, 'resource');
  yield seen(`GET ${address}`, `${metadata.status}, resource ${resource}`, resource === site.url);

  const issuer = String(pick(metadata.json, 'authorization_servers', 0) ?? '');
  for (const candidate of metadataAddresses(issuer)) {
    const { status, json } = await site.request(candidate);
    if (status !== 200) continue;
    const pkce = pick(json, 'code_challenge_methods_supported');
    const holds = Array.isArray(pkce) && pkce.includes('S256') && pick(json, 'issuer') === issuer;
    yield seen(`GET ${candidate}`, `200, issuer ${pick(json, 'issuer')}, PKCE ${pkce}`, holds);
    return;
  }
  yield seen(`metadata of the authorization server ${issuer}`, 'none of its addresses answers', false);
}

/** In the order in which MCP clients try them. */
function metadataAddresses(issuer: string): string[] {
  if (!URL.canParse(issuer)) return [];
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const names = ['oauth-authorization-server', 'openid-configuration'];
  return [
    ...names.map((name) => `${origin}/.well-known/${name}${path}`),
    ...(path ? names.map((name) => `${origin}${path}/.well-known/${name}`) : []),
  ];
}

function unsigned(token: string): string {
  const [, payload] = token.split('.');
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
}

function altered(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${encode({ ...claims, scope: 'read write admin' })}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
