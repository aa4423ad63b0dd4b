import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IssuerUnreachable } from '../../lambda/auth/jwks-fetcher.ts';
import { createTokenVerifier, InvalidToken, type TokenVerifier } from '../../lambda/auth/verify-token.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';

const audience = 'https://ops.example.com/mcp';
const minute = 60_000;

let issuer: Issuer;
let verifier: TokenVerifier;
let start: number;

beforeEach(async () => {
  issuer = await startIssuer(() => audience);
  verifier = createTokenVerifier({
    issuers: [issuer.url],
    audiences: [audience],
    clientIds: [],
    jwksUri: undefined,
    scopePrefix: '',
  });
  // Timers go on by themselves; only the clock is moved by hand.
  vi.useFakeTimers({ toFake: ['Date'] });
  start = Date.now();
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer[Symbol.asyncDispose]();
});

const after = (ms: number) => vi.setSystemTime(start + ms);
const verify = async (claims?: object, header?: object) =>
  verifier.verify(`Bearer ${await issuer.token(claims as never, header as never)}`);
const longLived = () => ({ exp: Math.floor(start / 1_000) + 24 * 3_600 });

test('a token of a new key is accepted though somebody has just sent an unknown one', async () => {
  await verify();
  await expect(verify({}, { kid: 'made-up' })).rejects.toThrow(InvalidToken);
  await issuer.rotate('new');

  expect(await verify()).toMatchObject({ subject: 'alice' });
});

test('a token of a withdrawn key is refused within ten minutes, and so is one that was accepted before', async () => {
  const old = `Bearer ${await issuer.token(longLived())}`;
  await verifier.verify(old);
  await issuer.rotate('new');

  after(9 * minute);
  expect(await verifier.verify(old)).toMatchObject({ subject: 'alice' });
  after(10 * minute);
  await expect(verifier.verify(old)).rejects.toThrow(InvalidToken);
});

test('the keys are fetched once, and again every ten minutes', async () => {
  for (const ms of [0, 1, 9 * minute, 11 * minute, 12 * minute]) {
    after(ms);
    await verify({ ...longLived(), jti: String(ms) });
  }

  expect(issuer.fetches()).toBe(2);
});

test('while the issuer is away its last keys count, for an hour', async () => {
  await verify(longLived());
  issuer.answer('reset');

  after(59 * minute);
  expect(await verify({ ...longLived(), jti: '1' })).toMatchObject({ subject: 'alice' });
  const asked = issuer.fetches();
  after(59 * minute + 20_000);
  await verify({ ...longLived(), jti: '2' });
  expect(issuer.fetches()).toBe(asked);

  after(61 * minute);
  await expect(verify({ ...longLived(), jti: '3' })).rejects.toThrow(IssuerUnreachable);
  issuer.answer(undefined);
  after(62 * minute);
  expect(await verify({ ...longLived(), jti: '4' })).toMatchObject({ subject: 'alice' });
});

test('a connection that breaks off costs no request', async () => {
  issuer.answer('reset once');

  expect(await verify()).toMatchObject({ subject: 'alice' });
  expect(issuer.fetches()).toBe(2);
});
