import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tools } from '../lambda/tools/index.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(resolve(root, file), 'utf8');
const listed = read('.env.example').match(/^[A-Z_]+(?==)/gm) ?? [];

test('.env.example lists every variable that the code reads', () => {
  const inCode = [
    'lambda/config/environment-schema.ts',
    'lambda/handlers/container/listen-address.ts',
    'scripts/local/settings.ts',
  ]
    .flatMap((file) => read(file).match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? [])
    .map((name) => name.trim());
  const limits = ['CALLER', ...tools.map((tool) => tool.name.toUpperCase())].map(
    (name) => `LIMIT_${name}_PER_MINUTE`,
  );

  expect([...listed].sort()).toEqual([...new Set([...inCode, ...limits])].sort());
});

test('the limits in .env.example are the real ones', () => {
  for (const tool of tools) {
    expect(read('.env.example')).toContain(
      `LIMIT_${tool.name.toUpperCase()}_PER_MINUTE=${tool.limit.perMinute}\n`,
    );
  }
});
