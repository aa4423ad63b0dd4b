import { expect, test } from 'vitest';
import { anchorsOf, commandsOf, linksOf } from './markdown.ts';

test('sections are named as GitHub names them', () => {
  const page = [
    '# What is `npm start`?',
    '## 한국어 제목',
    '## Twice',
    '## Twice',
    '### A [link](x.md), and more …',
    '<a id="by-hand"></a>',
    '```md',
    '# Not a heading',
    '```',
  ].join('\n');

  expect([...anchorsOf(page)]).toEqual([
    'what-is-npm-start',
    '한국어-제목',
    'twice',
    'twice-1',
    'a-link-and-more-',
    'by-hand',
  ]);
});

test('links are found in text, tables and pictures, and not in code', () => {
  const page = [
    'See [one](one.md#part "title") and ![two](two.png).',
    '| [three](../three.ts) | `[four](four.md)` |',
    '```',
    '[five](five.md)',
    '```',
  ].join('\n');

  expect(linksOf(page)).toEqual(['one.md#part', 'two.png', '../three.ts']);
});

test('commands are those behind the prompt, those over several lines as one', () => {
  const page = [
    '```console',
    '$ npm start   # starts it',
    'Ready.',
    '$ aws x \\',
    '    --y z',
    '```',
    '```ts',
    '$ not.this()',
    '```',
    '```sh',
    'npm ci',
    '# a comment',
    '```',
  ].join('\n');

  expect(commandsOf(page)).toEqual(['npm start', 'aws x --y z', 'npm ci']);
});
