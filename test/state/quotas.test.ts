import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rateLimitHeaders } from '../../lambda/http/rate-limit-headers.ts';
import { createInMemoryRateLimiter } from '../../lambda/rate-limiting/in-memory-rate-limiter.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

let app: TestApp;
let door: FrontDoor;
beforeAll(async () => {
  app = await startApp({ LIMIT_CALLER_PER_MINUTE: '4', LIMIT_GET_POLICY_PER_MINUTE: '2' });
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const policy = { name: 'get_policy', arguments: { doc_id: 'vpn' } };
const ask = async (subject: string, modern: boolean, method = 'tools/call', params: object = policy) =>
  post(`${door.origin}/mcp`, method, { ...params }, { token: await app.token({ subject }), modern });

describe.each([true, false])('with modern requests: %s', (modern) => {
  const subject = `person-${modern}`;

  test('each answer says what is left, up to the refusal, which says it in its data too', async () => {
    const first = await ask(subject, modern);
    expect(first.headers.get('ratelimit-policy')).toBe('"caller";q=4;w=60, "get_policy";q=2;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"caller";r=3;t=\d+, "get_policy";r=1;t=\d+$/);

    const second = await ask(subject, modern);
    expect(second.headers.get('ratelimit')).toMatch(/^"caller";r=2;t=\d+, "get_policy";r=0;t=\d+$/);

    const refused = await ask(subject, modern);
    expect(refused.headers.get('ratelimit')).toMatch(/^"caller";r=2;t=\d+, "get_policy";r=0;t=\d+$/);
    const { code, data } = JSON.parse(refused.body.result.content[0].text).error;
    expect(code).toBe('RATE_LIMITED');
    expect(data.retry_after_seconds).toBeGreaterThan(0);
    expect(data.limits).toEqual([
      { name: 'caller', per_minute: 4, remaining: 2, reset_seconds: expect.any(Number) },
      { name: 'get_policy', per_minute: 2, remaining: 0, reset_seconds: expect.any(Number) },
    ]);
  });

  test('an exhausted total is told in the same way with the 429', async () => {
    const answers = [];
    for (let at = 0; at < 5; at += 1)
      answers.push(await ask(`${subject}-2`, modern, 'resources/read', { uri: 'policy://index' }));
    const last = answers.at(-1)!;

    expect(answers.map(({ headers }) => headers.get('ratelimit')!.slice(0, 12))).toEqual(
      [3, 2, 1, 0, 0].map((left) => `"caller";r=${left}`),
    );
    expect(last.status).toBe(429);
    expect(last.body.error?.data).toMatchObject({
      retryAfterSeconds: expect.any(Number),
      limits: [{ name: 'caller', per_minute: 4, remaining: 0 }],
    });
  });

  test('ops://status tells a caller what is left of every limit, itself counted', async () => {
    await ask(`${subject}-3`, modern);
    const { body } = await ask(`${subject}-3`, modern, 'resources/read', { uri: 'ops://status' });
    const { limits } = JSON.parse(body.result.contents[0].text);

    expect(limits).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'caller', per_minute: 4, remaining: 2 }),
        expect.objectContaining({ name: 'get_policy', per_minute: 2, remaining: 1 }),
        { name: 'lookup_inventory', per_minute: 30, remaining: 30, reset_seconds: 0 },
      ]),
    );
    expect(limits.map(({ name }: { name: string }) => name)).toContain('usage_report');
  });

  test('what is not counted says nothing', async () => {
    const { headers } = await ask(`${subject}-4`, modern, 'tools/list', {});

    expect(headers.get('ratelimit')).toBeNull();
  });
});

test('the limiter in memory says the same', async () => {
  const limiter = createInMemoryRateLimiter();
  const limits = [{ name: 'caller', perMinute: 3 }];
  const now = 1_000_000;
  await limiter.take('a', limits, now);

  expect(limiter.quotas('a', limits, now)).toEqual([
    { name: 'caller', per_minute: 3, remaining: 2, reset_seconds: 20 },
  ]);
  expect(limiter.quotas('a', limits, now + 20_000)[0]).toMatchObject({ remaining: 3, reset_seconds: 0 });
  expect(rateLimitHeaders([])).toEqual({});
});
