import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const page = read('docs/security.md');

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  /** Comes inside the package above it, under that one's checksum. */
  readonly inBundle?: boolean;
}

const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const { allowScripts, dependencies, devDependencies } = JSON.parse(read('package.json'));
const installed = Object.entries(packages).filter(([path]) => path !== '');

test('install scripts run for the packages that are listed and for no other, and none of them is deployed', () => {
  const withScripts = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScripts.map(([path]) => path.replace(/^.*node_modules\//, ''));

  expect([...new Set(names)].sort()).toEqual(Object.keys(allowScripts).sort());
  for (const name of names) expect(page).toContain(`\`${name}\``);
  expect(withScripts.filter(([, { dev }]) => !dev)).toEqual([]);
});

test('every package comes from the registry, with its checksum', () => {
  // The lock file names no address where it is the registry's.
  for (const [path, { resolved, integrity, inBundle }] of installed) {
    expect(resolved ?? '', path).toMatch(/^$|^https:\/\/registry\.npmjs\.org\//);
    if (!inBundle) expect(integrity, path).toMatch(/^sha512-/);
  }
});

test('versions in package.json are exact', () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test('a bill of materials can be made, and holds what is deployed', () => {
  const sbom = JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 50_000_000,
    }),
  ) as { bomFormat: string; components: { group?: string; name: string }[] };

  expect(sbom.bomFormat).toBe('CycloneDX');
  const names = sbom.components.map(({ group, name }) => (group ? `${group}/${name}` : name));
  for (const name of Object.keys(dependencies)) expect(names).toContain(name);
});

test('a release is built from the lock file, audited, and leaves with bill of materials and provenance', () => {
  const { jobs } = parseYaml(read('.github/workflows/release.yml'));
  const { permissions, steps } = jobs.build;
  const commands = steps.map(({ run, uses }: { run?: string; uses?: string }) => run ?? uses).join('\n');

  expect(permissions).toEqual({ contents: 'read', 'id-token': 'write', attestations: 'write' });
  for (const part of [
    'npm ci',
    'npm audit --omit=dev --audit-level=high',
    'npm audit signatures',
    'npm sbom',
  ])
    expect(commands).toContain(part);
  expect(commands).toMatch(/actions\/attest-build-provenance@[\da-f]{40}$/m);
});

test('no workflow may do more than it needs: read by default, and no step of a moving branch', () => {
  for (const file of globSync('.github/workflows/*.yml', { cwd: root })) {
    const { permissions } = parseYaml(read(file));
    expect(
      Object.entries(permissions)
        .filter(([, right]) => right === 'write')
        .map(([name]) => name),
    ).toEqual(file.endsWith('real-account.yml') ? ['id-token'] : []);
    for (const [, version] of read(file).matchAll(/uses: \S+@(\S+)/g))
      expect(version).toMatch(/^(?:v\d|[\da-f]{40})/);
  }
});

test('each threat names the code of its mitigation and a test, and both exist', () => {
  const table = page.slice(page.indexOf('| threat |'), page.indexOf('To verify most of these mitigations'));
  const rows = table.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));

  expect(rows.length).toBeGreaterThan(35);
  for (const row of rows) {
    const [threat, answer, where = '', tests = ''] = row.slice(2, -2).split(' | ');
    expect(answer!.length, threat).toBeGreaterThan(20);
    const filesIn = (cell: string) => [...cell.matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, file]) => file!);
    expect(filesIn(where).length, threat).toBeGreaterThan(0);
    expect(filesIn(tests).length, threat).toBeGreaterThan(0);
    for (const file of [...filesIn(where), ...filesIn(tests)])
      expect(existsSync(join(root, file)), file).toBe(true);
    for (const file of filesIn(tests)) expect(read(file), file).toMatch(/\btest[.(]|testWith/);
  }
});
