import { describe, expect, test } from 'vitest';
import { sentencesOf } from '../../lambda/policies/search/sentences.ts';
import { snippetOf } from '../../lambda/policies/search/snippet.ts';

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
      'Lead: Limit 300,000',
    ]);
  });

  test('do not end inside a number or an address', () => {
    expect(sentencesOf('Version 6.3 is at vpn.example.com now.')).toHaveLength(1);
  });
});

describe('a snippet', () => {
  const passage = ['One apple.', 'Two pears.', 'Three figs.', 'Four plums.', 'Five apples and plums.'];
  const snippet = (sentences: readonly string[], counts: readonly [number, number][] = [], terms = ['vpn']) =>
    snippetOf(sentences, { counts: new Map(counts), terms: new Set(terms) });

  test('is the sentence that counts most, with what follows', () => {
    expect(snippet(passage, [[1, 2]])).toBe('Two pears. Three figs. Four plums.');
  });

  test('begins with the sentence before when that counts more than what follows', () => {
    expect(
      snippet(passage, [
        [2, 1],
        [3, 2],
      ]),
    ).toBe('Three figs. Four plums. Five apples and plums.');
  });

  test('has the sentences before when the last one counts most', () => {
    expect(snippet(passage, [[4, 2]])).toBe('Three figs. Four plums. Five apples and plums.');
  });

  test('begins at the beginning when nothing is found', () => {
    expect(snippet(passage)).toBe('One apple. Two pears. Three figs.');
  });

  test('sets off list items without a full stop', () => {
    expect(snippet(['3일 전 신청', '팀장 승인', '끝.'])).toBe('3일 전 신청 · 팀장 승인 · 끝.');
  });

  test('of nothing is empty', () => {
    expect(snippet([])).toBe('');
  });

  test('of one long sentence is whole words around the first hit, at most 300 code points', () => {
    const long = `${'before '.repeat(100)}VPN 😀${' after'.repeat(100)}`;

    const text = snippet([long], [[0, 1]]);

    expect([...text].length).toBeLessThanOrEqual(300);
    expect(text).toMatch(/^…before (before )+VPN 😀 (after )+after…$/);
  });

  test('of one endless word is its beginning', () => {
    const text = snippet(['😀'.repeat(1000)]);

    expect([...text].length).toBeLessThanOrEqual(300);
    expect(text.isWellFormed()).toBe(true);
  });
});
