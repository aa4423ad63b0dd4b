import { challenge } from '../auth/bearer-challenge.ts';
import type { Caller } from '../auth/caller.ts';
import { IssuerUnreachable } from '../auth/jwks-fetcher.ts';
import { InvalidToken } from '../auth/verify-token.ts';
import { HttpError } from '../errors/http-error.ts';
import type { HttpRequest } from '../http/messages.ts';
import type { RequestContext } from '../observability/request-context.ts';
import type { Services } from '../services/services.ts';

/** The gateway's authorizer has looked at the token already; the function trusts only what it has checked itself. */
export async function authenticate(
  request: HttpRequest,
  context: RequestContext,
  { tokens, config }: Services,
): Promise<Caller> {
  try {
    context.caller = await tokens.verify(request.headers.authorization);
    return context.caller;
  } catch (error) {
    if (error instanceof IssuerUnreachable) {
      throw new HttpError(
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
    throw new HttpError(
      401,
      401,
      `${error.message} Sign in and send an access token as "Authorization: Bearer …".`,
      {
        headers: { 'www-authenticate': challenge(config, sent ? { error: 'invalid_token' } : {}) },
      },
    );
  }
}
