import { canonicalUri } from '../text/canonical-uri.ts';
import type { TargetKind } from './access-policy.ts';

/** The kind must be passed in: a URI from a caller can contain braces like a template. */
export type NameKind = TargetKind | 'templates';

/** Whether `pattern` matches: exactly, as a prefix with `*`, and for a resource also up to a `/`. */
export function matchesName(kind: TargetKind, pattern: string, name: string): boolean {
  if (kind !== 'resources') return matches(pattern, name);
  const uri = comparableUri(name);
  const comparable = comparableUri(pattern);
  // `policy://salary` also matches its versions, so that a longer URI of the same document cannot evade a rule.
  return matches(comparable, uri) || uri.startsWith(`${comparable.replace(/\/$/, '')}/`);
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** Resources are found in any case and with any escapes, so rules must match every spelling too. */
function comparableUri(uri: string): string {
  const canonical = canonicalUri(uri);
  try {
    return decodeURIComponent(canonical).normalize('NFC').toLowerCase();
  } catch {
    return canonical.toLowerCase();
  }
}

/** Whether `some` or `all` URIs of the template match the pattern. */
export function matchesTemplate(pattern: string, template: string, extent: 'some' | 'all'): boolean {
  const start = comparableUri(template.slice(0, template.indexOf('{')));
  const comparable = comparableUri(pattern);
  const prefix = comparable.replace(/\*$/, '');
  const coversAll = comparable.endsWith('*') && start.startsWith(prefix);
  return extent === 'all' ? coversAll : coversAll || prefix.startsWith(start);
}
