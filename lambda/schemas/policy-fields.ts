import * as z from 'zod';
import { docIdPattern } from '../policies/policy.ts';
import { messages } from '../text/messages.ts';
import { digitsOfNumber, mustBe } from './fields.ts';

const docIdRule = mustBe(messages.rules.docId);

export const docId = z.preprocess(digitsOfNumber, z.string(docIdRule).trim().regex(docIdPattern, docIdRule));

/** The passages of a policy that answer the question. */
export const policyPassages = z
  .array(z.object({ section: z.string(), snippet: z.string() }))
  .max(2)
  .describe('The best, and one that may answer as well');
