import type { Scope } from '../../auth/scopes.ts';
import type { Quota } from '../../http/rate-limit-headers.ts';
import { canonicalUri } from '../../text/canonical-uri.ts';
import type { ToolContext } from './define-tool.ts';

/** Something to read, at a URI or at every URI of a template such as `policy://{doc_id}`. */
export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  readonly scope: Scope;
  /** Its content shows the remaining limits, so it is read after the limit check. */
  readonly dependsOnQuotas?: true;
  /** The content, or undefined when it does not exist or this caller may not see it. */
  read(
    variables: Readonly<Record<string, string>>,
    context: ReadContext,
  ): Promise<string | BinaryContent | undefined>;
}

interface BinaryContent {
  readonly base64: string;
}

export type ReadContext = Pick<ToolContext, 'caller' | 'services' | 'rights' | 'language'> & {
  /** The remaining calls of each of the caller's limits: the total, and the tools it may use. */
  quotas(): readonly Quota[];
};

export function isTemplate(resource: Resource): boolean {
  return resource.uri.includes('{');
}

/** The variables of a URI that fits the template, as it spells them, or undefined. */
export function variablesOf(template: string, uri: string): Record<string, string> | undefined {
  const [, authority = '', path = ''] = /^(\w+:\/\/[^/]*)(.*)$/.exec(template) ?? [];
  const pattern = new RegExp(`^(?i:${patternOf(authority)})${patternOf(path)}$`);
  const match = pattern.exec(canonicalUri(uri));
  return match ? { ...match.groups } : undefined;
}

function patternOf(template: string): string {
  return template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
}
