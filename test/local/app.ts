import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { RunningServer } from './running-server.ts';
import { createVisitor, type Page, type Visitor } from './visitor.ts';

export const callback = 'http://127.0.0.1:7777/callback';

export interface TokenAnswer {
  status: number;
  access_token: string;
  refresh_token: string;
  scope: string;
  error?: string;
  error_description?: string;
}

/** Registers an app and returns its client id. */
export async function register({ issuer }: RunningServer, metadata: object = {}): Promise<string> {
  const response = await postRegistration(issuer, metadata);
  return ((await response.json()) as { client_id: string }).client_id;
}

export function postRegistration(issuer: string, metadata: object): Promise<Response> {
  return fetch(`${issuer}/oauth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: 'Test app', redirect_uris: [callback], ...metadata }),
  });
}

/** The URL an app opens in the browser; `changes` replace parameters, and take one away where they say undefined. */
export function authorizationUrl(
  { issuer, resource }: RunningServer,
  clientId: string,
  codeVerifier: string,
  changes: Record<string, string | undefined> = {},
): URL {
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    scope: 'read write',
    resource,
    state: 'some-state',
    ...changes,
  };
  const url = new URL(`${issuer}/oauth/authorize`);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

export function newCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** From the app's URL to its callback: a name, then the ticks (all of them unless told), then Allow. */
export async function signIn(
  url: URL,
  {
    name = 'alice',
    ticked,
    visitor = createVisitor(),
  }: { name?: string; ticked?: string[]; visitor?: Visitor } = {},
): Promise<Page> {
  const who = await visitor.visit(url);
  const consent = await visitor.submit(who, { action: 'sign-in' }, { name });
  return visitor.submit(consent, { action: 'allow' }, ticked && { scope: ticked });
}

export async function postToken(
  { issuer }: RunningServer,
  body: Record<string, string>,
): Promise<TokenAnswer> {
  const response = await fetch(`${issuer}/oauth/token`, { method: 'POST', body: new URLSearchParams(body) });
  return { status: response.status, ...((await response.json()) as Omit<TokenAnswer, 'status'>) };
}

export function exchange(
  server: RunningServer,
  clientId: string,
  code: string,
  codeVerifier: string,
  changes: Record<string, string> = {},
): Promise<TokenAnswer> {
  return postToken(server, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: callback,
    code_verifier: codeVerifier,
    ...changes,
  });
}

export function refresh(server: RunningServer, clientId: string, refreshToken: string): Promise<TokenAnswer> {
  return postToken(server, { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken });
}

/** The whole way, for tests that are about what comes after it. */
export async function obtainTokens(
  server: RunningServer,
  clientId: string,
  options: Parameters<typeof signIn>[1] & { changes?: Record<string, string | undefined> } = {},
): Promise<TokenAnswer> {
  const codeVerifier = newCodeVerifier();
  const page = await signIn(authorizationUrl(server, clientId, codeVerifier, options.changes), options);
  return exchange(server, clientId, page.url.searchParams.get('code')!, codeVerifier);
}

export function claimsOf(answer: TokenAnswer): Record<string, unknown> {
  return decodeJwt(answer.access_token);
}
