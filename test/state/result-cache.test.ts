import { expect, test } from 'vitest';
import { createToolResultCache } from '../../lambda/caching/tool-result-cache.ts';

test('an answer is kept for its time, and while the data is at its version', () => {
  let now = 0;
  const cache = createToolResultCache(() => now);
  cache.write('question', '1', 60, 'answer');

  expect(cache.read('question', '1')).toBe('answer');
  expect(cache.read('another question', '1')).toBeUndefined();
  now = 59_999;
  expect(cache.read('question', '1')).toBe('answer');
  now = 60_000;
  expect(cache.read('question', '1')).toBeUndefined();

  cache.write('question', '1', 60, 'answer');
  expect(cache.read('question', '2')).toBeUndefined();
  expect(cache.read('question', '1')).toBeUndefined();
});

test('of more than a thousand answers the oldest is forgotten, and an answer given anew is a new one', () => {
  const cache = createToolResultCache();
  for (let at = 0; at < 1_000; at += 1) cache.write(`question ${at}`, '1', 60, at);
  cache.write('question 0', '1', 60, 'new');
  cache.write('question 1000', '1', 60, 1_000);

  expect(cache.read('question 0', '1')).toBe('new');
  expect(cache.read('question 1', '1')).toBeUndefined();
  expect(cache.read('question 2', '1')).toBe(2);
});
