import { setWithEviction } from '../caching/lru-map.ts';
import { removeInvisible } from '../text/invisible-characters.ts';
import { unknownTool } from './metric-definitions.ts';
import type { Suspicion } from './outcome.ts';
import type { RequestContext } from './request-context.ts';

/** Arguments that name something: no path of parent folders belongs there. */
const identifierName =
  /(?:^|_)(?:ids?|uri|url|path|file|filename|dir|folder|cursor|name|key|category|department|version|section)$/i;
/** Arguments in which people describe things, paths among them. */
const proseName =
  /^(?:title|body|note|content|text|description|comment|message|reason|details?|summary|markdown)$/i;

const maxScanned = 100_000;

/** Checks the texts in a message's params: `name`, `uri` and identifiers as paths, other arguments as prose. */
export function suspicionOfParams(params: Readonly<Record<string, unknown>>): Suspicion | undefined {
  const { name, uri, arguments: args, argument } = params;
  const texts = textsIn({ name, uri, args, argument });
  if (texts.some(([field, text]) => isTraversal(field, text))) return 'path_traversal';
  const plain = texts.map(([, text]) => folded(text));
  if (plain.some((text) => activeMarkup.test(text))) return 'planted_markup';
  return plain.some((text) => instructions.test(text)) ? 'planted_instructions' : undefined;
}

type NamedText = readonly [field: string, text: string];

/** Not a generator, which would be created for every value of every request. */
function textsIn(value: unknown, field = '', depth = 0, texts: NamedText[] = []): NamedText[] {
  if (typeof value === 'string') texts.push([field, value.slice(0, maxScanned)]);
  if (typeof value !== 'object' || value === null || depth > 8) return texts;
  const isList = Array.isArray(value);
  for (const [name, entry] of Object.entries(value)) textsIn(entry, isList ? field : name, depth + 1, texts);
  return texts;
}

function isTraversal(field: string, text: string): boolean {
  if (proseName.test(field)) return false;
  const path = decodedPath(text);
  if (identifierName.test(field)) return parentFolder.test(path) || systemFile.test(path);
  // Prose may contain such a path: only a text that is nothing else is suspicious.
  return !/\s/.test(text.trim()) && (severalParents.test(path) || systemFile.test(path));
}

/** Whether the path of an URL leaves its folder. */
export function isTraversalPath(path: string): boolean {
  return parentFolder.test(decodedPath(path));
}

const parentFolder = /(?:^|[/:=])\.\.(?:[/;]|$)|\.{4}\/\/|\0/;
const severalParents = /(?:^|[/:=])\.\.\/(?:[^/\s]*\/)?\.\.(?:\/|$)|\0/;
const systemFile =
  /(?:^|\/)(?:etc\/(?:passwd|shadow|hosts)|proc\/self|windows\/(?:win\.ini|system32)|\.ssh\/)/i;

/** As a careless server would read it: escapes decoded twice, overlong and full-width forms folded. */
function decodedPath(text: string): string {
  let decoded = text.trim();
  for (let round = 0; round < 3 && decoded.includes('%'); round += 1) {
    decoded = decoded
      .replace(/%c0%(?:ae|2e)/gi, '.')
      .replace(/%(?:c0%(?:af|2f)|c1%9c)/gi, '/')
      .replace(/%(?:25|2e|2f|5c|00)/gi, (encoded) =>
        String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
      );
  }
  return folded(decoded).replaceAll('\\', '/');
}

/** Without invisible characters, and with full-width forms as the usual ones; most texts have neither. */
function folded(text: string): string {
  return printableAscii.test(text) ? text : removeInvisible(text).normalize('NFKC');
}

const printableAscii = /^[ -~]*$/;

/** Markup that would run in a page that shows it; not tags that only format, such as <b>. */
const activeMarkup = new RegExp(
  [
    String.raw`</?\s*(?:script|iframe)\b`,
    String.raw`<[a-z][^<>]{0,300}[\s/"']on[a-z]{3,20}\s*=`,
    String.raw`<(?:object|embed|base|meta|link)\s[^<>]{0,300}(?:data|src|href|http-equiv|rel)\s*=`,
    String.raw`(?:href|src|action|data|xlink:href)\s*=\s*["']?\s*(?:javascript|vbscript|data:text/html)`,
    String.raw`\]\(\s*(?:javascript|vbscript|data:text/html)`,
  ].join('|'),
  'i',
);

/** Instructions to a model. */
const instructions = new RegExp(
  [
    String.raw`\b(?:ignore|disregard|forget|override)\b[^.\n]{0,30}\b(?:previous|prior|above|earlier|preceding|system|your)\b[^.\n]{0,20}\b(?:instructions?|prompts?|directions|guidelines)\b`,
    String.raw`\b(?:reveal|print|show|repeat|output|leak)\b[^.\n]{0,30}\b(?:system prompt|your (?:hidden |secret )?instructions)\b`,
    String.raw`<\|(?:im_start|im_end|system|endoftext)\|>|\[/?INST\]|<<SYS>>`,
    String.raw`(?:이전|위|앞|기존|지금까지)(?:의|에)?\s*(?:모든\s*)?(?:지시|명령|지침|프롬프트)[^.\n]{0,15}(?:무시|잊)`,
    String.raw`시스템\s*프롬프트[^.\n]{0,15}(?:출력|보여|알려|공개)`,
  ].join('|'),
  'i',
);

const windowMs = 60_000;
const maxKeys = 2_000;
const maxCounted = 100;

export type BurstCounter = (key: string, target?: string) => number;

/** Counts the different targets of a key within its minute, or its events where none is named; forgets old keys. */
export function createBurstCounter(now: () => number = Date.now): BurstCounter {
  const windows = new Map<string, { readonly endsAt: number; readonly targets: Set<string> }>();

  return (key, target) => {
    let window = windows.get(key);
    if (!window || window.endsAt <= now()) {
      window = { endsAt: now() + windowMs, targets: new Set() };
      setWithEviction(windows, key, window, maxKeys);
    }
    const { targets } = window;
    if (targets.size < maxCounted) targets.add(target ?? String(targets.size));
    return targets.size;
  };
}

const thresholds = { limited: 10, missing: 5 };

/** A suspicion for a burst of rejections of one caller at this instance; single ones are ordinary. */
export function burstOf(context: RequestContext, count: BurstCounter): Suspicion | undefined {
  const { caller, outcome } = context;
  if (!caller) return undefined;
  if (outcome === 'limited') return count(`limited ${caller.id}`) >= thresholds.limited ? 'flood' : undefined;
  const missing = missingTarget(context);
  if (missing === undefined) return undefined;
  return count(`missing ${caller.id}`, missing) >= thresholds.missing ? 'probing' : undefined;
}

/** The target of a request that does not exist, or undefined. */
function missingTarget({ method, target, tool, input, errorCode, outcome }: RequestContext) {
  if (outcome === 'ok') return undefined;
  const namesTarget = method === 'resources/read' || method === 'prompts/get' || tool === unknownTool;
  const isMissing =
    (errorCode === '-32602' && namesTarget) || ['NOT_FOUND', '-32601', '404'].includes(errorCode ?? '');
  return isMissing ? JSON.stringify([method, target, JSON.stringify(input)?.slice(0, 200)]) : undefined;
}
