import { expect, test } from 'vitest';
import { startTestServer } from '../support/operations.ts';
import { getPrompt, refusedPrompt } from '../support/prompts.ts';

test('summarize_policy embeds the policy and refuses one that there is not', async () => {
  await using operations = await startTestServer();

  const { text, documents } = await getPrompt(operations, 'summarize_policy', { doc_id: ' expenses ' });

  expect(documents).toEqual([
    {
      uri: 'policy://expenses',
      mimeType: 'text/markdown',
      text: expect.stringContaining('doc_id: "expenses"'),
    },
  ]);
  expect(text).toMatch(/section number.*Add nothing.*language that the person uses/s);
  expect(await refusedPrompt(operations, 'summarize_policy', { doc_id: 'vacation' })).toMatchObject({
    code: -32602,
    message: 'There is no policy "vacation". Call search_policy to find the doc_id.',
  });
});
