import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { getPrompt, refusedPrompt } from '../support/prompts.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

test.each([
  ['incident', 'since when'],
  ['Request', 'lookup_inventory'],
  [' CHANGE ', 'how is it undone'],
])('the interview for "%s" asks what such a ticket needs', async (ticket_type, question) => {
  const { text } = await getPrompt(operations, 'ticket_summary', { ticket_type });

  expect(text).toContain(`type "${ticket_type.trim().toLowerCase()}"`);
  expect(text).toContain(question);
  expect(text).toMatch(/without confirm.*only after they agree.*language that the person uses/s);
});

test.each([
  [{ ticket_type: 'bug' }, 'ticket_type: must be one of incident, request, change'],
  [{}, 'ticket_type: is missing; it must be one of incident, request, change'],
])('refuses %o and says what is allowed', async (args, message) => {
  expect(await refusedPrompt(operations, 'ticket_summary', args)).toMatchObject({
    code: -32602,
    message: `${message}. The arguments are: ticket_type.`,
  });
});
