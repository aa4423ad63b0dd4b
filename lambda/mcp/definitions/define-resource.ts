import type { Scope } from '../../auth/scopes.ts';
import type { ToolContext } from './define-tool.ts';

/** Something to read, at a URI or at every URI of a template such as `policy://{doc_id}`. */
export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'application/json' | 'text/markdown';
  readonly scope: Scope;
  /** The content, or undefined when there is no such thing, or none that this caller may see. */
  read(variables: Readonly<Record<string, string>>, context: ReadContext): Promise<string | undefined>;
}

export type ReadContext = Pick<ToolContext, 'caller' | 'services'>;

export function isTemplate(resource: Resource): boolean {
  return resource.uri.includes('{');
}

/** The variables of a URI that fits the template, or undefined. No decoding: an escaped `/` is not a way around a pattern. */
export function variablesOf(template: string, uri: string): Record<string, string> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const literals = template.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const match = new RegExp(`^${literals.join('([^/]+)')}$`).exec(uri);
  return match ? Object.fromEntries(names.map((name, i) => [name, match[i + 1]!])) : undefined;
}
