import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { hasKustomize } from '../support/programs.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'infra/kubernetes');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Where the types of Kubernetes' own kinds are; the others belong to operators. */
const modules: Record<string, string> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'autoscaling/v2': 'autoscaling/v2',
  'networking.k8s.io/v1': 'networking/v1',
  'policy/v1': 'policy/v1',
};
const operators = ['external-secrets.io/v1', 'monitoring.coreos.com/v1'];

/**
 * What TypeScript says of the manifests as literals of Kubernetes' types: a field that there is not, a missing one, or one of
 * another type. The API server would drop the first silently.
 */
async function faultsOf(manifests: readonly Manifest[]): Promise<string[]> {
  await using place = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  await symlink(join(root, 'node_modules'), join(place.path, 'node_modules'));
  const lines = manifests.map(({ apiVersion, kind, ...rest }, index) => {
    const type = `import('kubernetes-types/${modules[apiVersion]}').${kind}`;
    return `export const m${index}: ${type} = ${JSON.stringify({ apiVersion, kind, ...rest })};`;
  });
  const file = join(place.path, 'manifests.ts');
  await writeFile(file, lines.join('\n'));
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext'];
  const resolution = ['--moduleResolution', 'bundler', '--types', ''];
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { stdout } = await run(tsc, [...options, ...resolution, file], { cwd: place.path }).catch(
    (error) => error,
  );
  return stdout.split('\n').filter((line: string) => line.includes('error TS'));
}

async function readManifests(text: string): Promise<Manifest[]> {
  const all = parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  for (const { apiVersion } of all) expect([...Object.keys(modules), ...operators]).toContain(apiVersion);
  return all.filter(({ apiVersion }) => apiVersion in modules);
}

describe("Kubernetes' types", () => {
  test('have every field of the base, and every value its type', async () => {
    const files = globSync('base/*.yaml', { cwd: folder }).filter(
      (name) => !name.endsWith('kustomization.yaml'),
    );
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const manifests = (await Promise.all(texts.map(readManifests))).flat();

    expect(manifests.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Deployment', 'Service', 'Ingress', 'NetworkPolicy', 'PodDisruptionBudget']),
    );
    expect(await faultsOf(manifests)).toEqual([]);
  });

  test.skipIf(!hasKustomize)('have those of the overlays, as kubectl kustomize builds them', async () => {
    const built = await Promise.all(
      ['prod', 'staging'].map((name) => run('kubectl', ['kustomize', join(folder, 'overlays', name)])),
    );
    const manifests = (await Promise.all(built.map(({ stdout }) => readManifests(stdout)))).flat();

    expect(manifests.length).toBeGreaterThan(14);
    expect(await faultsOf(manifests)).toEqual([]);
  });

  test('find a misspelt field, a number in quotes, a missing field and a kind that there is not', async () => {
    const text = await readFile(join(folder, 'base/deployment.yaml'), 'utf8');
    const spoilt = [
      text.replace('livenessProbe:', 'livenessprobe:'),
      text.replace('replicas: 3', "replicas: '3'"),
      text.replace('- name: server\n', '- nam: server\n'),
      text.replace('kind: Deployment', 'kind: Deploymint'),
    ];
    const faults = await faultsOf((await Promise.all(spoilt.map(readManifests))).flat());

    for (const [line, part] of ['livenessprobe', 'replicas', 'nam', 'Deploymint'].entries())
      expect(faults.filter((fault) => fault.startsWith(`manifests.ts(${line + 1},`)).join(), part).not.toBe(
        '',
      );
  });
});
