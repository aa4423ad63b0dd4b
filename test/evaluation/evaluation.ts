import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as YAML from 'yaml';
import * as z from 'zod';

const call = z.strictObject({ tool: z.string(), args: z.record(z.string(), z.unknown()) });
const request = z.strictObject({
  ask: z.string().min(5),
  as: z.string().default('alice'),
  scope: z.string().default('read write'),
  calls: z.array(call).min(1),
  expect: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type EvaluationRequest = z.infer<typeof request>;

export const requests: readonly EvaluationRequest[] = z
  .array(request)
  .parse(YAML.parse(readFileSync(join(import.meta.dirname, 'requests.yml'), 'utf8')));

/** The value at a path such as `items.0.item_id`. */
export function valueAt(answer: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], answer);
}

/** An expected text between slashes is a pattern. */
export function fits(value: unknown, expected: unknown): boolean {
  const pattern = typeof expected === 'string' ? /^\/(.*)\/$/.exec(expected)?.[1] : undefined;
  return pattern === undefined ? Object.is(value, expected) : new RegExp(pattern).test(String(value));
}
