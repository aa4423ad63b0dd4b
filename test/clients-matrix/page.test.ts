import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { matrixClients } from './clients.ts';
import { callOf, elicitationOf, Failure, limitedOf, toolErrorOf, unauthorizedOf } from './outcomes.ts';
import matrix from './package.json' with { type: 'json' };

const versions: Readonly<Record<string, string>> = matrix.dependencies;
const read = (file: string) => readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');

test.each(['clients.md', 'ko/clients.md'])('docs/%s is of the versions that are pinned', (file) => {
  const page = read(file);

  for (const { title, package: name } of matrixClients)
    expect(page).toMatch(new RegExp(`^\\| ${title} \\| ${versions[name]} \\| 202\\d-\\d\\d-\\d\\d`, 'm'));
});

test('the SDK of the matrix is the one that the tests use', () => {
  expect(versions['@modelcontextprotocol/client']).toBe(
    packageJson.dependencies['@modelcontextprotocol/client'],
  );
  expect(versions['@modelcontextprotocol/sdk']).toBe(
    packageJson.devDependencies['@modelcontextprotocol/sdk'],
  );
});

test('a step that came to something else than every client does fails the run', () => {
  const lost = { value: { text: 'Something went wrong.', isError: false } };
  const results = {
    tools: {},
    call: lost,
    error: lost,
    elicitation: lost,
    unauthorized: lost,
    limited: lost,
  };

  for (const column of [callOf, toolErrorOf, unauthorizedOf, limitedOf, elicitationOf])
    expect(() => column({ ...results, questions: 1 })).toThrow(Failure);
});
