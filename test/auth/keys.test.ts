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

test('a token of a new key is accepted though a client has just sent an unknown one', async () => {
  await verify();
  await expect(verify({}, { kid: 'made-up' })).rejects.toThrow(InvalidToken);
  await issuer.rotate('new');

  expect(await verify()).toMatchObject({ subject: 'alice' });
});

test.each([0, 4 * minute])(
  'a token of a withdrawn key that was accepted after %i ms is refused within ten minutes',
  async (acceptedAfter) => {
    const old = `Bearer ${await issuer.token(longLived())}`;
    await verify();
    await issuer.rotate('new');
    after(acceptedAfter);
    expect(await verifier.verify(old)).toMatchObject({ subject: 'alice' });

    after(10 * minute);
    await expect(verifier.verify(old)).rejects.toThrow(InvalidToken);
  },
);

test('the keys are fetched once, and again every five minutes', async () => {
  for (const ms of [0, 1, 4 * minute, 6 * minute, 10 * minute]) {
    after(ms);
    await verify({ ...longLived(), jti: String(ms) });
  }

  expect(issuer.fetches()).toBe(2);
});

test('while the issuer is away its last keys count for ten minutes, and it is asked every half minute', async () => {
  await verify(longLived());
  issuer.answer('reset');

  after(9 * minute);
  const lasting = `Bearer ${await issuer.token({ ...longLived(), jti: '1' })}`;
  expect(await verifier.verify(lasting)).toMatchObject({ subject: 'alice' });
  const fetchesBefore = issuer.fetches();
  after(9 * minute + 20_000);
  await verify({ ...longLived(), jti: '2' });
  expect(issuer.fetches()).toBe(fetchesBefore);
  after(9 * minute + 31_000);
  await verify({ ...longLived(), jti: '3' });
  expect(issuer.fetches()).toBeGreaterThan(fetchesBefore);

  after(10 * minute);
  await expect(verify({ ...longLived(), jti: '4' })).rejects.toThrow(IssuerUnreachable);
  await expect(verifier.verify(lasting)).rejects.toThrow(IssuerUnreachable);
  issuer.answer(undefined);
  after(11 * minute);
  expect(await verify({ ...longLived(), jti: '5' })).toMatchObject({ subject: 'alice' });
});

test('after a clock that was hours ahead is put right, keys are fetched anew, and no token waits for as long', async () => {
  after(9 * 60 * minute);
  const old = `Bearer ${await issuer.token(longLived())}`;
  expect(await verifier.verify(old)).toMatchObject({ subject: 'alice' });
  await expect(verify({ ...longLived() }, { kid: 'made-up' })).rejects.toThrow(InvalidToken);

  after(0);
  await issuer.rotate('new');
  await expect(verifier.verify(old)).rejects.toThrow(InvalidToken);
  expect(await verify()).toMatchObject({ subject: 'alice' });
});

test('a connection that breaks off costs no request', async () => {
  issuer.answer('reset once');

  expect(await verify()).toMatchObject({ subject: 'alice' });
  expect(issuer.fetches()).toBe(2);
});
