import { challenge } from '../auth/bearer-challenge.ts';
import type { Caller } from '../auth/caller.ts';
import { IssuerUnreachable } from '../auth/jwks-fetcher.ts';
import { covers, parseEndpoint, wholeServer } from '../auth/mcp-endpoint.ts';
import { InvalidToken } from '../auth/verify-token.ts';
import type { Config } from '../config/config.ts';
import { HttpError } from '../errors/http-error.ts';
import type { HttpRequest } from '../http/messages.ts';
import { suspect } from '../observability/request-context.ts';
import { messages } from '../text/messages.ts';

/** The gateway's authorizer has verified the token before; the function trusts only its own verification. */
export async function authenticate(
  { headers, path }: HttpRequest,
  verifyToken: () => Promise<Caller>,
  config: Config,
): Promise<Caller> {
  try {
    const caller = await verifyToken();
    const endpoint = parseEndpoint(path) ?? wholeServer;
    if (!caller.endpoints.some((audience) => covers(audience, endpoint)))
      throw new InvalidToken('The token was issued for another address of this server.', 'foreign_token');
    return caller;
  } catch (error) {
    if (error instanceof IssuerUnreachable) {
      throw new HttpError(503, 503, messages.issuerUnreachable, { headers: { 'retry-after': '5' } });
    }
    if (!(error instanceof InvalidToken)) throw error;
    suspect(error.suspicion);
    const sent = headers.authorization !== undefined;
    const { refusedToken } = await import('../text/token-problems.ts');
    throw new HttpError(401, 401, refusedToken(error.problem), {
      headers: { 'www-authenticate': challenge(config, sent ? { error: 'invalid_token' } : {}) },
    });
  }
}
