import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

test('the changelog begins with the version in package.json', async () => {
  const changelog = await readFile(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');

  expect(/^## (\S+) \(\d{4}-\d\d-\d\d\)/m.exec(changelog)?.[1]).toBe(packageJson.version);
});
