import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildFunction } from '../../scripts/bundle/build-function.ts';
import { builtHandler, builtServer } from '../support/builds.ts';

/** Licences that let a company use, change and pass on the code, with no more than a notice. */
const allowed =
  /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense)(?:\b.*)?$/;

interface LockedPackage {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

test('every package that runs in production has a licence that allows it', async () => {
  const { packages } = JSON.parse(
    await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8'),
  ) as {
    packages: Record<string, LockedPackage>;
  };
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  const byName = new Map(installed.map(([path, each]) => [path.replace(/^.*node_modules\//, ''), each]));
  const deployed = new Set(
    installed
      .filter(([, { dev, devOptional }]) => !dev && !devOptional)
      .map(([path]) => path.replace(/^.*node_modules\//, '')),
  );
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  for (const { bytesByPackage } of [
    await builtHandler(),
    await buildFunction('lambda/handlers/stream-notifications.ts', join(folder.path, 'stream')),
    await builtServer(),
  ]) {
    for (const name of bytesByPackage.keys()) if (byName.has(name)) deployed.add(name);
  }
  const refused = [...deployed].filter((name) => !allowed.test(byName.get(name)?.license ?? ''));

  expect(deployed.size).toBeGreaterThan(10);
  expect(refused).toEqual([]);
});
