import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reference, referencePage } from '../../scripts/docs/reference.ts';
import { reliabilityFigures } from '../../scripts/docs/reliability.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('docs/reference.md is what `npm run docs` writes', async () => {
  expect(readFileSync(referencePage, 'utf8')).toBe(await reference());
});

test('docs/reliability.md shows the figures of the last long run', async () => {
  const page = read('docs/reliability.md');

  expect(page).toContain(await reliabilityFigures());
});

describe('docs/error-catalogue.md', () => {
  const page = read('docs/error-catalogue.md');

  test('has every code of a tool error', () => {
    const codes = [...read('lambda/errors/tool-error.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
      ([, code]) => code!,
    );
    const inPage = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code!);

    expect(inPage.sort()).toEqual(codes.sort());
  });

  test('has every HTTP status that the code answers with', () => {
    const sources = readdirSync(join(root, 'lambda'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`lambda/${file}`));
    const statuses = sources.flatMap((source) =>
      [...source.matchAll(/new HttpError\(\s*(\d+)/g)].map(([, status]) => status!),
    );

    expect(new Set(statuses).size).toBeGreaterThan(8);
    for (const status of statuses) expect(page).toMatch(new RegExp(`^\\| ${status} \\|`, 'm'));
  });
});
