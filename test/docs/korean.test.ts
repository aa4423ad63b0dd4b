import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages: [english: string, korean: string][] = [
  ['README.md', 'README.ko.md'],
  ...readdirSync(join(root, 'docs/ko')).map((page): [string, string] => [`docs/${page}`, `docs/ko/${page}`]),
];

test('the pages for people who connect, import and ask are there in Korean', () => {
  for (const page of ['connecting', 'importing-your-data', 'debugging-a-connection', 'twenty-questions']) {
    expect(existsSync(join(root, `docs/ko/${page}.md`))).toBe(true);
  }
});

describe.each(pages)('%s and %s', (english, korean) => {
  const [original, translation] = [english, korean].map((file) => readFileSync(join(root, file), 'utf8'));

  test('have the same number and levels of headings', () => {
    expect(headingLevels(translation!)).toEqual(headingLevels(original!));
  });

  test('show the same commands', () => {
    expect(commands(translation!)).toEqual(commands(original!));
  });

  test('the translation has Korean headings, and links that lead somewhere', () => {
    const text = withoutCode(translation!);

    expect(text).toMatch(/^#+ .*[가-힣]/m);
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(existsSync(join(root, dirname(korean), target!)), target).toBe(true);
    }
  });
});

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

function headingLevels(markdown: string): number[] {
  return [...withoutCode(markdown).matchAll(/^(#+) /gm)].map(([, marks]) => marks!.length);
}

/** Of blocks of commands, without their comments. */
function commands(markdown: string): string[] {
  return [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
    block!.split('\n').flatMap((line) => line.replace(/\s+#.*$/, '').trim() || []),
  );
}
