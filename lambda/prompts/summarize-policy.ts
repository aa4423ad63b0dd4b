import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { docId } from '../schemas/policy-fields.ts';

export const summarizePolicy = definePrompt({
  name: 'summarize_policy',
  title: 'Summarize a policy',
  description: 'Sums up one policy: who it binds, what to do, by when, with which limits.',
  scope: 'read',
  arguments: z.strictObject({ doc_id: docId.describe('Which policy, such as remote-work') }),
  messages: async (args, context) => {
    const { summarizePolicyMessages } = await import('./prompt-messages.ts');
    return summarizePolicyMessages(args, context);
  },
});
