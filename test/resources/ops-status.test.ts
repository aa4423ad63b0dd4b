import { expect, test } from 'vitest';
import { startTestServer } from '../support/operations.ts';

test('ops://status tells version, revisions, counts and start, and nothing of the inside', async () => {
  await using operations = await startTestServer();
  const { config } = operations.services;

  const { result } = await operations.ask('resources/read', { uri: 'ops://status' });
  const [content] = result!.contents as [{ mimeType: string; text: string }];

  expect(content.mimeType).toBe('application/json');
  expect(JSON.parse(content.text)).toEqual({
    version: config.version,
    protocol_revisions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
    started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    limits: expect.arrayContaining([expect.objectContaining({ name: 'caller' })]),
    counts: { items: 35, policies: 10, tickets: { open: 2, in_progress: 1, resolved: 1, closed: 1 } },
  });
  for (const inside of [
    config.tableName,
    config.dynamodbEndpoint!,
    ...config.signingSecrets,
    process.cwd(),
  ]) {
    expect(content.text).not.toContain(inside);
  }
});
