import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const code = globSync('{lambda,infra,scripts,examples,test}/**/*.{ts,mjs}', { cwd: root }).filter(
  (file) => !file.includes('node_modules'),
);

/** Pieces of English sentences, which say nothing of what a name holds: docs/conventions.md has the terms instead. */
const sentencePieces =
  'asked|given|kept|seen|wanted|told|served|nobody|whoever|somebody|anybody|everybody|nowhere|doing|ourselves';
/** A declared name, a parameter or a field that is one of them or contains one as a word: `asked`, `givenTokens`. */
const declaration = new RegExp(
  `(?:\\b(?:const|let|function|class|interface|type)\\s+|[({,]\\s*(?:readonly\\s+|\\.\\.\\.)?|^\\s*(?:readonly\\s+)?)` +
    `((?:${sentencePieces})(?:[A-Z]\\w*)?|[a-z]\\w*(?:${capitalized(sentencePieces)})(?:[A-Z]\\w*)?)\\??\\s*[:=,)}(<]`,
  'gm',
);
/** Names in stored data: a mounted tool's new definition, and what the signed state of a question carries. */
const storedNames = ['seen', 'kept'];

function capitalized(words: string): string {
  return words.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

const withoutProse = (source: string) =>
  source
    .replaceAll(/^\s*(?:\*|\/\/|\/\*\*).*$|\/\/ .*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, "''");

test('names are terms and not pieces of sentences', () => {
  const found = code.flatMap((file) =>
    [...withoutProse(read(file)).matchAll(declaration)]
      .map(([, name]) => name!)
      .filter((name) => !storedNames.includes(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(found).toEqual([]);
});

const pronoun = /\b(?:nobody|whoever|somebody|anybody|everybody)\b/i;

test('comments name who acts', () => {
  const found = code.flatMap((file) =>
    [...read(file).matchAll(/^\s*(?:\*|\/\/|\/\*\*).*$|\s\/\/ .*$/gm)]
      .map(([comment]) => comment.trim())
      .filter((comment) => pronoun.test(comment.replaceAll(/"[^"]*"|`[^`]*`/g, '')))
      .map((comment) => `${file}: ${comment}`),
  );
  expect(found).toEqual([]);
});

test('the docs name who acts, and their headings are no questions', () => {
  const pages = globSync(['*.md', 'docs/*.md', 'examples/**/*.md'], { cwd: root }).filter(
    (page) => !page.includes('node_modules'),
  );
  const found = pages.flatMap((page) =>
    read(page)
      .split('\n')
      .filter((line) => pronoun.test(line) || /^#.*\?$/.test(line))
      .map((line) => `${page}: ${line}`),
  );
  expect(found).toEqual([]);
});
