import * as z from 'zod';
import { docIdPattern } from '../policies/policy.ts';
import { messages } from '../text/messages.ts';
import { digitsOfNumber, mustBe } from './fields.ts';

const docIdRule = mustBe(messages.rules.docId);

export const docId = z.preprocess(digitsOfNumber, z.string(docIdRule).trim().regex(docIdPattern, docIdRule));

/** Where in a policy the answer stands. */
export const policyPassages = z
  .array(z.object({ section: z.string(), snippet: z.string() }))
  .max(2)
  .describe('The best, and one that may answer as well');
