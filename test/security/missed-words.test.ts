import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/operations.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function recordOf(query: string): Promise<string> {
  const before = server.auditRecords().length;
  await server.ask('tools/call', { name: 'search_policy', arguments: { query } });
  return JSON.stringify(server.auditRecords().slice(before));
}

// A search is cut into words, which alone no longer look like what they were cut from.
test.each([
  ['비밀번호는 xyz123!입니다', ['xyz123']],
  ['Authorization: Bearer abcd1234efgh', ['abcd1234efgh']],
  ['xoxb-1234567890-abcdefghij', ['1234567890', 'abcdefghij']],
  ['900101 1234567', ['1234567']],
  ['card 4111 1111 1111 1111', ['4111', '1111']],
  ['password%3A%20hunter2xx', ['hunter2xx']],
  ['minji.kim@corp-example.co.kr', ['minji', 'corp']],
])('the words of %j that a search did not find are not on record', async (query, parts) => {
  const record = await recordOf(query);

  for (const part of parts) expect(record).not.toContain(part);
});

test('a word beside a secret is on record, and so is every word of a harmless search', async () => {
  const mixed = await recordOf('꿀단지 010-9876-4321');
  expect(mixed).toContain('"word":"꿀단지"');
  expect(mixed).not.toContain('9876');

  expect(await recordOf('Flurbo Zwack')).toMatch(/"word":"flurbo".*"word":"zwack"/);
});
