import { quote } from '../redaction/quote-input.ts';
import { markdownLines } from './markdown.ts';

const wholeImport = /^import\s+(?:[\w*{][^'"]*\sfrom\s+)?['"][^'"]+['"]\s*;?\s*$/;
const openImport = /^import\s+(?:\w+\s*,\s*)?\{[^'"}]*$/;
const endOfImport = /^\s*[\w\s,]*\}\s*from\s+['"][^'"]+['"]\s*;?\s*$/;
const exported = /^export\s+(?:default|const|let|var|(?:async\s+)?function|\{|\*)/;
const comment = /^\s*\{\/\*.*\*\/\}\s*$/;
const components = /<\/?[A-Z][\w.]*(?:\s[^<>]*)?\/?>/g;
const mostListed = 10;

/**
 * Removes code from an MDX page of Docusaurus: imports, exports and component tags, outside of code blocks. Tags are
 * removed only if the page is certainly MDX, because `<Name>` can be a placeholder.
 */
export function withoutCodeOfMdx(body: string, isMdx: boolean): { body: string; leftOut: string[] } {
  const lines = markdownLines(body);
  const leftOut: string[] = [];
  const isLeftOut = new Set<number>();
  for (let at = 0; at < lines.length; at += 1) {
    const { text, isText } = lines[at]!;
    if (!isText) continue;
    const end = wholeImport.test(text) ? at : endOfCode(lines, at);
    if (end < 0) continue;
    leftOut.push(text.trim());
    for (; at <= end; at += 1) isLeftOut.add(at);
    at -= 1;
  }
  if (!isMdx && leftOut.length === 0) return { body, leftOut };
  const kept = lines.flatMap(({ text, isText }, at) => {
    if (isLeftOut.has(at)) return [];
    if (!isText) return [text];
    const tags = comment.test(text) ? [text.trim()] : (text.match(components) ?? []);
    if (tags.length === 0) return [text];
    leftOut.push(...tags);
    const rest = text.replace(comment, '').replace(components, '');
    return rest.trim() === '' ? [] : [rest];
  });
  return { body: kept.join('\n').replace(/^\n+/, ''), leftOut: [...new Set(leftOut)] };
}

/** The last line of a multi-line import or export that begins here; below 0 if there is none. */
function endOfCode(lines: ReturnType<typeof markdownLines>, at: number): number {
  const rest = lines.slice(at);
  const { text } = lines[at]!;
  if (openImport.test(text)) {
    const length = rest.slice(0, 50).findIndex((line) => endOfImport.test(line.text));
    return length < 0 ? -1 : at + length;
  }
  if (!exported.test(text)) return -1;
  const blank = rest.findIndex((line) => line.text.trim() === '');
  return blank < 0 ? lines.length - 1 : at + blank - 1;
}

export function describeCode(leftOut: readonly string[]): string {
  const more = leftOut.length > mostListed ? ` and ${leftOut.length - mostListed} more` : '';
  return `left out, as it is code of MDX: ${leftOut
    .slice(0, mostListed)
    .map((line) => quote(line))
    .join(', ')}${more}`;
}
