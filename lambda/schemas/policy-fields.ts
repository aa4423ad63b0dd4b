import * as z from 'zod';
import { docIdPattern } from '../policies/policy.ts';
import { digitsOfNumber, mustBe } from './fields.ts';

const docIdRule = mustBe('up to 50 lower-case letters, digits and hyphens, such as "remote-work"');

export const docId = z.preprocess(digitsOfNumber, z.string(docIdRule).trim().regex(docIdPattern, docIdRule));
