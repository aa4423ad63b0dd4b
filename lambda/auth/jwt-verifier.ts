import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';

/**
 * aws-jwt-verify's verifier, which refuses tokens whose scopes are an array or null. Duende IdentityServer and Spring
 * Authorization Server write arrays; here they are read as if they had been written as one string.
 */
export class LenientScopeVerifier extends JwtVerifier<never, never, true> {
  protected override getVerifyParameters(jwt: string, properties?: never) {
    const normalized = withScopeString(jwt);
    const parameters = super.getVerifyParameters(normalized ?? jwt, properties);
    // The signature belongs to the token as it was sent.
    if (normalized) parameters.decomposedJwt.payloadB64 = jwt.split('.')[1]!;
    return parameters;
  }
}

/** The token with its scopes in one string; undefined when they are neither null nor an array of scopes. */
function withScopeString(jwt: string): string | undefined {
  const [header, payload = '', signature] = jwt.split('.');
  const claims = parsed(payload);
  const scopes = claims?.scope === null ? [] : claims?.scope;
  if (!isScopeArray(scopes)) return undefined;
  const changed = JSON.stringify({ ...claims, scope: scopes.join(' ') });
  return [header, Buffer.from(changed).toString('base64url'), signature].join('.');
}

function parsed(base64url: string): { scope?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString()) as { scope?: unknown };
  } catch {
    return undefined;
  }
}

/** RFC 6749 §3.3: a scope has no space; one with a space must not become two. */
function isScopeArray(scope: unknown): scope is string[] {
  return Array.isArray(scope) && scope.every((entry) => typeof entry === 'string' && /^\S+$/.test(entry));
}
