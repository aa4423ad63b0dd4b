import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clockSkewSeconds, createTokenVerifier } from '../../lambda/auth/verify-token.ts';
import { authorizerCacheSeconds } from '../../lambda/http/gateway-contract.ts';
import { only, synthesize } from '../infra/synthesize.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';

const audience = 'https://ops.example.com/mcp';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer(() => audience);
});
afterAll(() => issuer[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

const config = () => ({
  issuers: [issuer.url],
  audiences: [audience],
  clientIds: [],
  jwksUri: undefined,
  scopePrefix: '',
});

test('the gateway is always the first to say that a token has expired', async () => {
  const authorizer = createTokenVerifier(config(), { expiryGraceSeconds: 0 });
  const server = createTokenVerifier(config());
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const token = `Bearer ${await issuer.token({ exp })}`;
  const accepts = (verifier: typeof server) =>
    verifier.verify(token).then(
      () => true,
      () => false,
    );
  vi.useFakeTimers({ toFake: ['Date'] });
  const { ResultTtl } = authorizerOf(synthesize({ stage: 'prod' }));

  for (let second = -120; second <= 120; second += 1) {
    vi.setSystemTime((exp + second) * 1_000);
    if (!(await accepts(authorizer))) continue;
    for (const cachedFor of [0, ResultTtl / 2, ResultTtl]) {
      vi.setSystemTime((exp + second + cachedFor) * 1_000);
      expect(await accepts(server), `${second} s, kept for ${cachedFor} s`).toBe(true);
    }
  }
  vi.setSystemTime((exp + 1) * 1_000);
  expect(await accepts(authorizer)).toBe(false);
});

test('the grace of the function leaves room for clocks that differ', () => {
  expect(clockSkewSeconds - authorizerCacheSeconds).toBeGreaterThanOrEqual(10);
});

test('a token that begins to count in a moment is accepted by both', async () => {
  const token = `Bearer ${await issuer.token({ nbf: Math.floor(Date.now() / 1_000) + 30 })}`;

  for (const options of [{}, { expiryGraceSeconds: 0 }]) {
    expect(await createTokenVerifier(config(), options).verify(token)).toMatchObject({ subject: 'alice' });
  }
});

function authorizerOf(template: ReturnType<typeof synthesize>): { ResultTtl: number } {
  const { AuthorizerResultTtlInSeconds } = only(template, 'AWS::ApiGateway::Authorizer').Properties as {
    AuthorizerResultTtlInSeconds: number;
  };
  return { ResultTtl: AuthorizerResultTtlInSeconds };
}
