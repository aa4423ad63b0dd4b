import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiReference } from '../../scripts/docs/api-reference.ts';

test('docs/api-reference.md is what the definitions say: npm run docs:api', async () => {
  expect(await readFile(join(import.meta.dirname, '../../docs/api-reference.md'), 'utf8')).toBe(
    apiReference(),
  );
});
