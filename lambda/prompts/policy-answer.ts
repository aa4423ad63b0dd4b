import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { text } from '../schemas/fields.ts';
import { docId } from '../schemas/policy-fields.ts';

export const policyAnswer = definePrompt({
  name: 'policy_answer',
  title: 'Answer from a policy',
  description: 'Answers a question from one policy only, citing its sections.',
  scope: 'read',
  arguments: z.strictObject({
    question: text(1, 500).describe('What the person wants to know'),
    doc_id: docId.describe('Which policy, such as remote-work'),
  }),
  messages: async (args, context) => {
    const { policyAnswerMessages } = await import('./prompt-messages.ts');
    return policyAnswerMessages(args, context);
  },
});
