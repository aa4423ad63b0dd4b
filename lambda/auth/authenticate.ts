import type { Call } from '../call.ts';
import type { Config } from '../config.ts';
import { type HttpRequest, Refusal } from '../http.ts';
import type { Services } from '../services.ts';
import { IssuerUnreachable } from './fetch-keys.ts';
import { protectedResourceMetadataUrl } from './metadata.ts';
import { type Caller, InvalidToken } from './verify-token.ts';

/** The gateway's authorizer has looked at the token already; the function trusts only what it has checked itself. */
export async function authenticate(
  request: HttpRequest,
  call: Call,
  { tokens, config }: Services,
): Promise<Caller> {
  try {
    call.caller = await tokens.verify(request.headers.authorization);
    return call.caller;
  } catch (error) {
    if (error instanceof IssuerUnreachable) {
      throw new Refusal(
        503,
        503,
        'The token could not be checked: its issuer cannot be reached. Try again shortly.',
        {
          headers: { 'retry-after': '5' },
        },
      );
    }
    if (!(error instanceof InvalidToken)) throw error;
    const sent = request.headers.authorization !== undefined;
    throw new Refusal(
      401,
      401,
      `${error.message} Sign in and send an access token as "Authorization: Bearer …".`,
      {
        headers: { 'www-authenticate': challenge(config, sent ? { error: 'invalid_token' } : {}) },
      },
    );
  }
}

/** A Bearer challenge (RFC 6750 §3, RFC 9728 §5.1). The scope is what a first sign-in asks for. */
export function challenge(
  config: Pick<Config, 'mcpUrl' | 'scopePrefix'>,
  extra: { error?: string; scopes?: readonly string[] } = {},
): string {
  const scopes = (extra.scopes ?? ['read', 'write']).map((scope) => `${config.scopePrefix}${scope}`);
  const parts = [
    ...(extra.error ? [`error="${extra.error}"`] : []),
    `scope="${scopes.join(' ')}"`,
    `resource_metadata="${protectedResourceMetadataUrl(config)}"`,
  ];
  return `Bearer ${parts.join(', ')}`;
}
