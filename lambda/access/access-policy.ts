import * as z from 'zod';
import { ConfigError } from '../config/config-error.ts';

/** Rules in addition to the scopes: docs/security.md#access-policy. */
export interface AccessPolicy {
  /** Applies to names in no rule with the effect `allow`. */
  readonly default: 'allow' | 'deny';
  readonly rules: readonly AccessRule[];
}

/** Applies to callers that match every kind of name it lists, and to all callers when it lists none. */
export interface AccessRule extends Readonly<Partial<Record<TargetKind, readonly string[]>>> {
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  /** Groups and subjects of the first issuer are unchanged, those of others are written as `issuer#group`. */
  readonly groups?: readonly string[] | undefined;
  readonly subjects?: readonly string[] | undefined;
  readonly clients?: readonly string[] | undefined;
}

export const targetKinds = ['tools', 'resources', 'prompts'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** Throws ConfigError that names the invalid field. */
export function readAccessPolicy(text: string): AccessPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw policyError('', 'expected JSON with the member rules, or the path of a file that holds it');
  }
  const parsed = policySchema().safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys')
      throw policyError(fieldOf([...issue.path, issue.keys[0]!]), 'there is no such field');
    throw policyError(fieldOf(issue?.path ?? []), issue?.message ?? 'is not valid');
  }
  const ids = parsed.data.rules.map(({ id }) => id.toLowerCase());
  const repeated = ids.findIndex((id, at) => ids.indexOf(id) !== at || id === 'default');
  if (repeated >= 0) throw policyError(`rules[${repeated}].id`, 'expected a name that nothing else has');
  return parsed.data as AccessPolicy;
}

/** Built only when there is a policy, because most deployments have none. */
function policySchema() {
  const names = z.array(z.string().min(1, 'expected a name')).min(1, 'expected at least one name').optional();
  const patterns = z
    .array(z.string().regex(/^[^*\s]*\*?$/u, 'expected a name, or the beginning of one with * at its end'))
    .min(1, 'expected at least one name')
    .optional();

  const uris = z
    .array(
      z
        .string()
        .regex(
          /^[a-z][a-z\d+.-]*:\/\/[^*{}\s]*\*?$/u,
          'expected a URI, or the beginning of one with * at its end',
        ),
    )
    .min(1, 'expected at least one URI')
    .optional();

  const rule = z
    .strictObject({
      id: z
        .string()
        .regex(/^[a-z0-9][\w.-]{0,59}$/i, 'expected up to 60 letters, digits, dots, hyphens and underscores'),
      effect: z.enum(['allow', 'deny'], 'expected allow or deny'),
      groups: names,
      subjects: names,
      clients: names,
      tools: patterns,
      resources: uris,
      prompts: patterns,
    })
    .refine((rule) => targetKinds.some((kind) => rule[kind]), 'expected tools, resources or prompts');

  return z.strictObject({
    default: z.enum(['allow', 'deny'], 'expected allow or deny').default('allow'),
    rules: z.array(rule).max(200, 'expected at most 200 rules'),
  });
}

export function policyError(field: string, message: string): ConfigError {
  return new ConfigError([{ path: ['ACCESS_POLICY'], message: field ? `${field}: ${message}` : message }]);
}

/** `rules[2].tools[0]` */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
