import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

test('the changelog begins with the version in package.json', async () => {
  const changelog = await readFile(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');

  expect(/^## (\S+) \(\d{4}-\d\d-\d\d\)/m.exec(changelog)?.[1]).toBe(packageJson.version);
});

test.each([
  'docs/one-server.md',
  'infra/kubernetes/overlays/staging/kustomization.yaml',
  'infra/kubernetes/overlays/prod/kustomization.yaml',
  'infra/systemd/ops-assistant-container.service',
])('%s names the version in package.json and no other', async (file) => {
  const text = await readFile(join(import.meta.dirname, '../..', file), 'utf8');
  const versions = text.match(/(?<=[v/:]|newTag: )\d+\.\d+\.\d+\b(?!\.\d)/g);

  expect(new Set(versions)).toEqual(new Set([packageJson.version]));
});
