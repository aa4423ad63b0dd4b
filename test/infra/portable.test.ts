import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

// A global `cdk`, or node_modules/.bin/cdk without npx, leaves the system's Node first: one that may not run TypeScript.
test('cdk starts the app with the Node of the lock file, whatever is first in the path', async () => {
  const [program, node, ...rest] = cdkJson.app.split(' ');
  const PATH = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');

  expect([program, node, ...rest]).toEqual(['npx', 'node', 'infra/app.ts']);
  const { stdout } = await promisify(execFile)(program!, [node!, '--version'], {
    cwd: root,
    env: { HOME: process.env.HOME, PATH },
  });
  expect(stdout).toMatch(/^v24\./);
});

// Hooks of CDK's bundling run in the system's shell, which on Windows knows neither cp nor mkdir -p.
test('no bundling runs a program of a shell', () => {
  const sources = readdirSync(join(root, 'infra'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'infra', file), 'utf8'));

  expect(sources.length).toBeGreaterThan(20);
  for (const text of sources) expect(text).not.toMatch(/commandHooks|(after|before)(Bundling|Install)\b/);
});
