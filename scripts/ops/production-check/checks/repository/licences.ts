import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';

/** Licences that let a company use, change and pass on the code, with no more than a notice. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]);

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Every package that is deployed, in the bundle or in a container, is under a licence of the list. */
export async function* licensesAllow({ root, bundledPackages }: Given): AsyncGenerator<Evidence> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const deployed = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  const refused = deployed.filter(([, { license }]) => !isAllowed(license));
  yield seen(
    `licences of the ${deployed.length} packages that are installed without --dev`,
    refused.map(([path, { license }]) => `${path}: ${license ?? 'none'}`).join(', ') || tally(deployed),
    deployed.length > 0 && refused.length === 0,
  );

  const known = new Set(deployed.map(([path]) => path.replace(/^.*node_modules\//, '')));
  const bundled = await bundledPackages();
  const strangers = bundled.filter((name) => !known.has(name));
  yield seen(
    `the ${bundled.length} packages in the functions' bundles are among them`,
    strangers.join(', ') || 'all',
    bundled.length > 0 && strangers.length === 0,
  );
}

/** Of `(MIT OR GPL-3.0)` one may choose. */
function isAllowed(license = ''): boolean {
  return license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.has(each.trim())));
}

function tally(packages: readonly (readonly [string, LockedPackage])[]): string {
  const counts = Map.groupBy(packages, ([, { license }]) => license);
  return [...counts].map(([license, those]) => `${license} ${those.length}`).join(', ');
}
