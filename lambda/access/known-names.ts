import type { Config } from '../config/config.ts';
import { policyError, readAccessPolicy, targetKinds } from './access-policy.ts';
import { matchesName, matchesTemplate } from './name-pattern.ts';

export interface KnownNames {
  readonly tools: readonly { readonly name: string }[];
  readonly resources: readonly { readonly uri: string }[];
  readonly prompts: readonly { readonly name: string }[];
}

/**
 * Throws ConfigError for an unknown name in the access policy: a misspelt one would leave open what it should close.
 * Where servers can be mounted, a name may be one of their tools, which are not known at the start.
 */
export function rejectUnknownTargets(
  { accessPolicy, mountedServers }: Pick<Config, 'accessPolicy' | 'mountedServers'>,
  { tools, resources, prompts }: KnownNames,
): void {
  if (accessPolicy === undefined) return;
  const known = {
    tools: tools.map(({ name }) => name),
    resources: resources.map(({ uri }) => uri),
    prompts: prompts.map(({ name }) => name),
  };
  for (const [at, rule] of readAccessPolicy(accessPolicy).rules.entries()) {
    for (const kind of targetKinds) {
      for (const [index, pattern] of (rule[kind] ?? []).entries()) {
        const fits = known[kind].some((name) =>
          name.includes('{') ? matchesTemplate(pattern, name, 'some') : matchesName(kind, pattern, name),
        );
        if (fits || (kind === 'tools' && mountedServers && mayBeMounted(pattern, known.tools))) continue;
        throw policyError(
          `rules[${at}].${kind}[${index}]`,
          `there is no such name; known are ${known[kind].join(', ')}`,
        );
      }
    }
  }
}

/** `hr_search`, `hr_*` or `hr*`, but nothing that begins like an own tool. */
function mayBeMounted(pattern: string, tools: readonly string[]): boolean {
  const server = pattern.split('_')[0]!;
  return /^[a-z][a-z0-9]{0,11}\*?$/.test(server) && !tools.some((tool) => tool.startsWith(`${server}_`));
}
