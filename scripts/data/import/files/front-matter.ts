import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { MarkdownFile } from '../../../../lambda/import/policy-text.ts';
import type { Place, RowError } from '../../../../lambda/import/row-error.ts';

/** Separates Markdown from the YAML between its first two `---` lines; a file without them has no fields. */
export function readFrontMatter(text: string, file: string): MarkdownFile | RowError {
  if (/^\n*\+{3}[ \t]*\n/.test(text))
    return { file, line: 1, found: 'front matter in TOML (+++)', expected: 'YAML between two lines ---' };
  const match = /^\n*---[ \t]*\n(?:(.*?)\n)??---[ \t]*(?:\n|$)/s.exec(text);
  if (!match) {
    if (!/^\n*---[ \t]*\n\S/.test(text)) return { fields: {}, lineOf: () => 1, body: text };
    return { file, line: 1, found: 'front matter without an end', expected: 'a second line --- after it' };
  }

  const counter = new LineCounter();
  const linesBefore = match[0].indexOf('---') + 1;
  const lineAt = (offset: number) => counter.linePos(offset).line + linesBefore;
  // The failsafe schema keeps every value as text: dates, numbers and "no" are not converted.
  const document = parseDocument(match[1] ?? '', { schema: 'failsafe', lineCounter: counter });
  const [problem] = document.errors;
  if (problem) return yamlError(problem, { file, line: lineAt(problem.pos[0]) });
  visit(document, {
    // Except null, which plug-ins write into empty fields.
    Scalar(key, node) {
      const isPlain = node.type === 'PLAIN' && key !== 'key';
      if (isPlain && /^(?:~|null|Null|NULL)$/.test(String(node.value))) node.value = null;
    },
  });

  const fields: unknown = document.toJS() ?? {};
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    return {
      file,
      line: linesBefore + 1,
      found: 'no fields',
      expected: 'front matter such as title: Travel expenses',
    };
  }
  return {
    fields: fields as Record<string, unknown>,
    lineOf(field) {
      const pairs = isMap(document.contents) ? document.contents.items : [];
      const key = pairs.map((pair) => pair.key).find((node) => isScalar(node) && node.value === field);
      return isScalar(key) && key.range ? lineAt(key.range[0]) : 1;
    },
    body: text.slice(match[0].length),
  };
}

function yamlError({ message }: Error, place: Place): RowError {
  const [sentence = message] = message.split(' at line ');
  return {
    ...place,
    found: `bad YAML (${sentence})`,
    expected: 'front matter; text with : or # needs quotes',
  };
}
