import { describe, expect, test } from 'vitest';
import { sentencesOf, snippetOf } from '../../lambda/policies/search/snippet.ts';

describe('the sentences of Markdown', () => {
  test('are its paragraphs by sentence, its list items, headings and table rows, without marks', () => {
    const markdown = [
      'The **VPN** is `required`. See [the',
      'guide](https://example.com/guide).',
      '',
      '- _First_ item',
      '2. Use snake_case and 2 * 3',
      '### Exceptions',
      '> Ask IT.',
      '| Who | Limit |',
      '|---|---:|',
      '| Lead | 300,000 |',
    ].join('\n');

    expect(sentencesOf(markdown)).toEqual([
      'The VPN is required.',
      'See the guide.',
      'First item',
      'Use snake_case and 2 * 3',
      'Exceptions',
      'Ask IT.',
      'Who Limit',
      'Lead 300,000',
    ]);
  });

  test('do not end inside a number or an address', () => {
    expect(sentencesOf('Version 6.3 is at vpn.example.com now.')).toHaveLength(1);
  });
});

describe('a snippet', () => {
  const passage = ['One apple.', 'Two pears.', 'Three figs.', 'Four plums.', 'Five apples and plums.'].join(
    ' ',
  );

  test('is the sentences with the most of the words', () => {
    expect(snippetOf(passage, ['fig', 'plum'])).toBe('Three figs. Four plums. Five apples and plums.');
  });

  test('has the sentence before when the words are in the last one', () => {
    expect(snippetOf(`${passage} Six nuts.`, ['nut'])).toBe('Five apples and plums. Six nuts.');
  });

  test('begins at the beginning when no word is found', () => {
    expect(snippetOf(passage, ['melon'])).toBe('One apple. Two pears. Three figs.');
  });

  test('sets off list items without a full stop', () => {
    expect(snippetOf('- 3일 전 신청\n- 팀장 승인\n- 끝.', [])).toBe('3일 전 신청 · 팀장 승인 · 끝.');
  });

  test('of nothing is empty', () => {
    expect(snippetOf('', ['word'])).toBe('');
  });

  test('of one long sentence is whole words around the first hit, at most 300 code points', () => {
    const long = `${'before '.repeat(100)}VPN 😀${' after'.repeat(100)}`;

    const snippet = snippetOf(long, ['vpn']);

    expect([...snippet].length).toBeLessThanOrEqual(300);
    expect(snippet).toMatch(/^…before (before )+VPN 😀 (after )+after…$/);
  });

  test('of one endless word is its beginning', () => {
    const snippet = snippetOf('😀'.repeat(1000), []);

    expect([...snippet].length).toBeLessThanOrEqual(300);
    expect(snippet.isWellFormed()).toBe(true);
  });
});
