import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { docId } from '../schemas/policy-fields.ts';
import { policyDocument } from './policy-document.ts';

export const summarizePolicy = definePrompt({
  name: 'summarize_policy',
  title: 'Summarize a policy',
  description: 'Sums up one policy: who it binds, what to do, by when, with which limits.',
  scope: 'read',
  arguments: z.strictObject({ doc_id: docId.describe('Which policy, such as remote-work') }),
  messages: async ({ doc_id }, context) => [
    await policyDocument(doc_id, context),
    {
      text:
        'Sum up the policy above in at most ten points: whom it binds, what they have to do, by when, amounts and limits, exceptions, whom to ask. ' +
        'Cite the section number of each point. Add nothing that it does not say. Answer in the language that the person uses.',
    },
  ],
});
