import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';

const event = (key: string, version?: string) => ({
  time: '2026-11-27T00:00:00Z',
  detail: {
    bucket: { name: 'audit' },
    object: { key, ...(version && { 'version-id': version }) },
  },
});

async function handlerAt(endpoint: string, mode = 'GOVERNANCE', days = '365') {
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    RETENTION_DAYS: days,
    LOCK_MODE: mode,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const { handler } = await import('../../lambda/handlers/lock-audit-object.ts');
  return handler as unknown as (event: object) => Promise<void>;
}

afterEach(() => void vi.unstubAllEnvs());

test('the version that was written is locked from its time on, and S3’s refusal is an error', async () => {
  const requests: { line: string; checksum: boolean; body: string }[] = [];
  let status = 200;
  const s3 = createServer(async (request, response) => {
    const checksum = Object.keys(request.headers).some((name) =>
      /^(content-md5|x-amz-checksum-\w+)$/.test(name),
    );
    requests.push({ line: `${request.method} ${request.url}`, checksum, body: await text(request) });
    response.writeHead(status).end();
  });
  await once(s3.listen(0, '127.0.0.1'), 'listening');
  const handler = await handlerAt(`http://127.0.0.1:${(s3.address() as AddressInfo).port}`);

  await handler(event('records/2026/11/27/00/ops assistant.jsonl.gz', 'v1'));
  status = 403;
  await expect(handler(event('records/x', 'v2'))).rejects.toThrow();
  await expect(handler(event('records/x'))).rejects.toThrow('must be versioned');
  s3.closeAllConnections();
  s3.close();

  expect(requests).toHaveLength(2);
  expect(requests[0]).toEqual({
    line: expect.stringMatching(
      /^PUT \/audit\/records\/2026\/11\/27\/00\/ops%20assistant\.jsonl\.gz\?(?=.*retention)(?=.*versionId=v1)/,
    ),
    // Which S3 demands of every request about a lock.
    checksum: true,
    body: expect.stringMatching(
      /<Mode>GOVERNANCE<\/Mode><RetainUntilDate>2027-11-27T00:00:00(\.000)?Z<\/RetainUntilDate>/,
    ),
  });
});

test('a retention that is no number of days ends the start', async () => {
  await expect(handlerAt('http://127.0.0.1:9', 'GOVERNANCE', 'a year')).rejects.toThrow('RETENTION_DAYS');
});
