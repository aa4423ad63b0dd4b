import type { MarkdownFile } from './policy-text.ts';
import type { RowError } from './row-error.ts';

/**
 * Reads front matter with `name: value` lines and flat lists, which mean the same in YAML. Other YAML is rejected, so
 * that the tool and the import command cannot read it differently.
 */
export function readPlainFrontMatter(text: string, file: string): MarkdownFile | RowError {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const begin = lines.findIndex((line) => line.trim() !== '');
  if (/^\+{3}[ \t]*$/.test(lines[begin] ?? ''))
    return { file, line: 1, found: 'front matter in TOML (+++)', expected: 'YAML between two lines ---' };
  if (!/^---[ \t]*$/.test(lines[begin] ?? '')) return { fields: {}, lineOf: () => 1, body: lines.join('\n') };
  const end = lines.findIndex((line, at) => at > begin && /^---[ \t]*$/.test(line));
  if (end < 0) {
    return {
      file,
      line: begin + 1,
      found: 'front matter without an end',
      expected: 'a second line --- after it',
    };
  }
  const fields: Record<string, unknown> = {};
  const places = new Map<string, number>();
  let open: string | undefined;
  for (const [index, line] of lines.slice(begin + 1, end).entries()) {
    const at = begin + index + 2;
    if (line.trim() === '' || /^\s*#/.test(line)) continue;
    const [, item] = /^\s*- +(.+)$/.exec(line) ?? [];
    const [, name, written = ''] = /^([\p{L}_][\p{L}\p{N}_ -]*):(?:[ \t]+(.*))?$/u.exec(line) ?? [];
    const value = item === undefined ? listOrValue(written.trim()) : plainValue(item.trim());
    const isRepeated = name !== undefined && Object.hasOwn(fields, name);
    if (value === undefined || isRepeated || (item === undefined ? !name : !open)) {
      const expected = 'front matter of plain lines such as title: Travel expenses or tags: [a, b]';
      return { file, line: at, found: 'YAML that is not plain', expected };
    }
    if (item !== undefined) {
      const list = Array.isArray(fields[open!]) ? (fields[open!] as unknown[]) : [];
      fields[open!] = [...list, value];
      continue;
    }
    fields[name!] = value;
    places.set(name!, at);
    open = value === null ? name : undefined;
  }
  return { fields, lineOf: (field) => places.get(field) ?? 1, body: lines.slice(end + 1).join('\n') };
}

/** Undefined for other YAML. */
function listOrValue(written: string): unknown {
  const [, items] = /^\[([^[\]{}"']*)\]$/.exec(written) ?? [];
  if (items === undefined) return plainValue(written);
  return items
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function plainValue(written: string): string | null | undefined {
  if (/^(?:|~|null|Null|NULL)$/.test(written)) return null;
  const [, quoted] = /^"([^"\\]*)"$/.exec(written) ?? /^'([^']*)'$/.exec(written) ?? [];
  if (quoted !== undefined) return quoted;
  return /^[[\]{}>|*&!%@`"'#,?-]|: | #|:$/.test(written) ? undefined : written;
}
