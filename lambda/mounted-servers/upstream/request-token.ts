import type { ServerAuth, TokenRequest } from '../records.ts';
import type { AddressPolicy } from './address-guard.ts';
import { createConnection, type Receiver } from './http-exchange.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export interface TokenOptions {
  /** The caller's token, to be exchanged (RFC 8693). */
  readonly subjectToken?: string;
  /** The server that the token is for (RFC 8707), where no audience is named. */
  readonly resource: string;
  readonly addresses: AddressPolicy;
  readonly deadline: number;
}

const maxBytes = 65_536;
/** Without `expires_in`, which RFC 6749 only recommends, the token is requested again soon. */
const usualSeconds = 120;
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

/** A token for a mounted server, by client credentials (RFC 6749 §4.4) or in exchange for the caller's (RFC 8693). */
export async function requestToken(
  { token_url, client_id, scope, audience }: Extract<ServerAuth, TokenRequest>,
  secret: string,
  { subjectToken, resource, addresses, deadline }: TokenOptions,
): Promise<{ token: string; expiresInSeconds: number }> {
  const form = new URLSearchParams(
    subjectToken === undefined
      ? { grant_type: 'client_credentials' }
      : {
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: subjectToken,
          subject_token_type: accessToken,
          requested_token_type: accessToken,
        },
  );
  form.set(audience === undefined ? 'resource' : 'audience', audience ?? resource);
  if (scope !== undefined) form.set('scope', scope);

  const receiver = createJsonReceiver();
  const connection = createConnection({ addresses, maxBytes, deadline });
  try {
    await connection.send({
      url: new URL(token_url),
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
      },
      body: form.toString(),
      receiver,
    });
  } finally {
    connection.close();
  }
  return grantIn(receiver);
}

function grantIn({ status, body }: { status: number; body: string }) {
  try {
    const { access_token, token_type, expires_in } = JSON.parse(body);
    const isBearer = String(token_type).toLowerCase() === 'bearer';
    if (status === 200 && isBearer && /^[\w.~+/-]+=*$/.test(access_token)) {
      return { token: access_token as string, expiresInSeconds: Number(expires_in) || usualSeconds };
    }
  } catch {
    // Reported below without the body, which may repeat the token that was sent.
  }
  throw new UpstreamFailure('unauthorized', `The token endpoint gave no token: status ${status}`, { status });
}

function createJsonReceiver(): Receiver & { status: number; body: string } {
  const receiver = {
    status: 0,
    body: '',
    head(status: number) {
      receiver.status = status;
    },
    data(text: string) {
      receiver.body += text;
      return false;
    },
    end() {},
  };
  return receiver;
}
