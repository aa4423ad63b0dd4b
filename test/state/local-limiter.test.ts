import { expect, test } from 'vitest';
import { createInMemoryRateLimiter } from '../../lambda/rate-limiting/in-memory-rate-limiter.ts';

const total = { name: 'caller', perMinute: 100 };
const ten = { name: 'create_ticket', perMinute: 10 };
const start = Date.UTC(2026, 10, 22);

test('counts as the shared limiter does: burst, refill, no credit, both limits or none', async () => {
  const { take } = createInMemoryRateLimiter();
  const burst = async (calls: number, limits: (typeof total)[], now: number) => {
    const decisions = await Promise.all(Array.from({ length: calls }, () => take('alice', limits, now)));
    return decisions.filter(({ allowed }) => allowed).length;
  };

  expect(await burst(20, [total, ten], start)).toBe(10);
  expect(await take('alice', [total, ten], start)).toEqual({
    allowed: false,
    limit: 'create_ticket',
    retryAfterSeconds: 6,
  });
  expect(await burst(5, [total, ten], start + 6_000)).toBe(1);
  expect(await burst(200, [total], start + 6_000)).toBe(99);
  expect(await take('bob', [total, ten], start + 6_000)).toEqual({ allowed: true });
  expect(await burst(200, [total, ten], start + 86_400_000)).toBe(10);
});

test('forgets the callers of long ago first, and no caller sooner than it has to', async () => {
  const { take } = createInMemoryRateLimiter();
  const one = [{ name: 'caller', perMinute: 1 }];
  await take('alice', one, start);
  for (let other = 0; other < 9_999; other += 1) await take(`other-${other}`, one, start);

  expect(await take('alice', one, start)).toMatchObject({ allowed: false });
  await take('one-too-many', one, start);
  expect(await take('alice', one, start)).toEqual({ allowed: true });
});

test('a clock that was ahead locks no caller out once it is right', async () => {
  const { take } = createInMemoryRateLimiter();
  await take('alice', [ten], start + 9 * 3_600_000);

  const decisions = await Promise.all(Array.from({ length: 12 }, () => take('alice', [ten], start)));

  expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
});
