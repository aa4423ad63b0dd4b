import type { Caller } from '../auth/caller.ts';
import { endpointPath, type McpEndpoint, wholeServer } from '../auth/mcp-endpoint.ts';
import { resolvePersonName } from '../auth/person-name.ts';
import type { Config } from '../config/config.ts';
import type { Text } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { type AccessPolicy, type AccessRule, readAccessPolicy } from './access-policy.ts';
import { matchesName, matchesTemplate, type NameKind } from './name-pattern.ts';
import { belongsTo } from './toolsets.ts';

/** `rule` is the deciding rule: one of the policy, `default`, `read-only`, or `toolset:` and its name. */
export interface AccessDecision {
  readonly allowed: boolean;
  readonly rule?: string;
  readonly reason?: Text;
}

/** What one caller may use at one URL, in addition to the scopes. */
export interface AccessRights {
  /** Equal for callers who see the same lists. */
  readonly key: string;
  /** False when the lists depend on more of the caller than the scopes. */
  readonly callerIndependent: boolean;
  tool(tool: ToolFacts): AccessDecision;
  /** The decision on a tool whose data another tool shows: the URL's toolset applies only to that other tool. */
  source(tool: ToolFacts): AccessDecision;
  resource(uri: string): AccessDecision;
  /** Shown when any of its URIs may be read. */
  template(uri: string): AccessDecision;
  prompt(name: string): AccessDecision;
}

export interface ToolFacts {
  readonly name: string;
  readonly annotations: { readonly readOnlyHint: boolean };
  /** Set for a mounted tool. */
  readonly server?: { readonly server: string };
}

export interface AccessControl {
  rightsOf(caller: Caller, endpoint?: McpEndpoint): AccessRights;
}

type AccessConfig = Pick<Config, 'accessPolicy' | 'readOnly' | 'issuers' | 'issuerAliases'>;

const permitted: AccessDecision = { allowed: true };

/** Throws ConfigError for an invalid policy. */
export function createAccessControl(config: AccessConfig): AccessControl {
  const policy = config.accessPolicy === undefined ? undefined : readAccessPolicy(config.accessPolicy);
  const rules = policy?.rules ?? [];

  return {
    rightsOf(caller, endpoint = wholeServer) {
      const fitting = new Set(rules.filter((rule) => fits(rule, caller, config)));
      const readOnly = config.readOnly || endpoint.readOnly;
      const { toolset } = endpoint;

      function byToolset(kind: NameKind, name: string, server?: string): AccessDecision {
        if (toolset === undefined || belongsTo(toolset, kind, name, server)) return permitted;
        const reason = messages.notAvailableAt(name, endpointPath(endpoint));
        return { allowed: false, rule: `toolset:${toolset}`, reason };
      }

      function byPolicy(kind: NameKind, name: string): AccessDecision {
        const { rule, allowed } = policy ? applyPolicy(policy, fitting, kind, name) : permitted;
        if (allowed) return rule === undefined ? permitted : { allowed, rule };
        const reason = messages.deniedByPolicy(name, rule!);
        return { allowed, rule: rule!, reason };
      }

      function byEffect({ name, annotations }: ToolFacts): AccessDecision {
        if (!readOnly || annotations.readOnlyHint) return permitted;
        const path = config.readOnly ? undefined : endpointPath(endpoint);
        return {
          allowed: false,
          rule: 'read-only',
          reason: messages.readOnly(name, path),
        };
      }

      /** The first refusal, or else the last decision. */
      const strictest = (...decisions: readonly AccessDecision[]) =>
        decisions.find(({ allowed }) => !allowed) ?? decisions.at(-1)!;

      return {
        key: JSON.stringify([toolset, readOnly, rules.map((rule) => (fitting.has(rule) ? 1 : 0)).join('')]),
        callerIndependent: policy === undefined,
        tool: (tool) =>
          strictest(
            byEffect(tool),
            byToolset('tools', tool.name, tool.server?.server),
            byPolicy('tools', tool.name),
          ),
        source: (tool) => strictest(byEffect(tool), byPolicy('tools', tool.name)),
        resource: (uri) => strictest(byToolset('resources', uri), byPolicy('resources', uri)),
        template: (uri) => strictest(byToolset('templates', uri), byPolicy('templates', uri)),
        prompt: (name) => strictest(byToolset('prompts', name), byPolicy('prompts', name)),
      };
    },
  };
}

/** `deny` rules win over `allow` rules; a name in an `allow` rule is only for the callers of that rule. */
function applyPolicy(
  policy: AccessPolicy,
  fitting: ReadonlySet<AccessRule>,
  kind: NameKind,
  name: string,
): AccessDecision {
  const naming = policy.rules.filter((rule) => names(rule, kind, name));
  const denying = naming.find((rule) => rule.effect === 'deny' && fitting.has(rule));
  if (denying) return { allowed: false, rule: denying.id };
  const allowing = naming.filter((rule) => rule.effect === 'allow');
  const fits = allowing.find((rule) => fitting.has(rule));
  if (fits) return { allowed: true, rule: fits.id };
  if (allowing[0]) return { allowed: false, rule: allowing[0].id };
  return policy.default === 'deny' ? { allowed: false, rule: 'default' } : permitted;
}

function names(rule: AccessRule, kind: NameKind, name: string): boolean {
  if (kind !== 'templates') return (rule[kind] ?? []).some((pattern) => matchesName(kind, pattern, name));
  const extent = rule.effect === 'deny' ? 'all' : 'some';
  return (rule.resources ?? []).some((pattern) => matchesTemplate(pattern, name, extent));
}

/** Entries of one kind are alternatives; every kind that a rule lists must match. */
function fits({ groups, subjects, clients }: AccessRule, caller: Caller, config: AccessConfig): boolean {
  const subjectFits = (subject: string) => resolvePersonName(subject, config) === caller.person;
  return (
    (groups?.some((group) => caller.groups.includes(resolvePersonName(group, config))) ?? true) &&
    (subjects?.some(subjectFits) ?? true) &&
    (clients?.includes(caller.clientId) ?? true)
  );
}
