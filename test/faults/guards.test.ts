import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guards } from './guards.ts';

const root = join(import.meta.dirname, '../..');

test.each(guards)(
  'the guard of “$invariant” is there once, and so is its test',
  ({ file, remove, also = [], test: path, only }) => {
    for (const [guard] of [remove, ...also])
      expect(readFileSync(join(root, file), 'utf8').split(guard)).toHaveLength(2);
    expect(existsSync(join(root, path))).toBe(true);
    if (only && !only.startsWith('under') && !only.endsWith(' do'))
      expect(readFileSync(join(root, path), 'utf8')).toContain(only);
  },
);
