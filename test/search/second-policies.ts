import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Policy } from '../../lambda/policies/policy.ts';

const folder = new URL('second-policies/', import.meta.url);

/** Policies that are written in another way than the sample ones: short passages, no numbers, everyday words. */
export function secondPolicies(): Policy[] {
  return readdirSync(folder).map((file) => {
    const [, frontMatter = '', body = ''] = readFileSync(new URL(file, folder), 'utf8').split(/^---$/m);
    return { ...parse(frontMatter), version: 1, body } as Policy;
  });
}
