import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readDockerfile, readStages } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const container = join(root, 'infra/container');
const image = await readDockerfile();
const known = new Set((await readFile(join(root, '.env.example'), 'utf8')).match(/^[A-Z_]+(?==)/gm));

describe('Dockerfile', () => {
  test('copies only what is there, and of the build only the one file with its package.json', async () => {
    const [build, final] = await readStages();
    const sources = copied(build!).flatMap((rest) => rest.split(' ').slice(0, -1));

    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) expect(await stat(join(root, source))).toBeDefined();
    expect(copied(final!)).toEqual(['--from=build --chown=root:root /build/dist/container ./']);
  });

  test('lets the builder see all that it copies, and neither data nor history', async () => {
    const [build] = await readStages();
    const ignored = (await readFile(join(container, 'Dockerfile.dockerignore'), 'utf8')).split('\n');
    const sources = copied(build!).flatMap((rest) => rest.split(' ').slice(0, -1));

    expect(ignored).toContain('*');
    expect(
      ignored
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual(sources.sort());
  });

  test("runs on Lambda's Node as a numbered user who is not root, and starts without a shell", async () => {
    const [build, final] = await readStages();

    for (const stage of [build!, final!]) expect(stage[0]?.rest).toMatch(/^node:24-slim\b/);
    for (const id of image.user) expect(Number(id)).toBeGreaterThan(0);
    expect(image.command).toEqual(['node', 'index.js']);
  });
});

describe('compose.yaml', () => {
  interface Compose {
    readonly services: Record<string, Record<string, unknown>>;
  }

  test('holds no secret, is reached from this machine only, and sets variables that exist', async () => {
    const { services } = parse(await readFile(join(container, 'compose.yaml'), 'utf8')) as Compose;
    const { environment, ports, read_only, build } = services.server as Record<
      string,
      Record<string, string>
    >;

    for (const name of Object.keys(environment!)) expect(known).toContain(name);
    expect(environment?.SIGNING_SECRETS).toMatch(/^\$\{SIGNING_SECRETS:\?/);
    expect(environment?.OIDC_ISSUER).toMatch(/^\$\{OIDC_ISSUER:\?/);
    expect(ports).toEqual([`127.0.0.1:8080:${image.env.PORT}`]);
    expect(read_only).toBe(true);
    expect(await stat(join(container, build!.context!, build!.dockerfile!))).toBeDefined();
  });
});

describe('Kubernetes manifests', () => {
  interface Manifest {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    // biome-ignore lint/suspicious/noExplicitAny: each kind has a form of its own.
    readonly spec: any;
    readonly data: Record<string, string>;
  }
  const read = async (): Promise<Manifest[]> => {
    const folder = join(container, 'kubernetes');
    const files = await readdir(folder);
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const documents = texts.flatMap((text) => parseAllDocuments(text));
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    return documents.map((document) => document.toJS() as Manifest);
  };
  const one = async (kind: string): Promise<Manifest> => {
    const found = (await read()).filter((each) => each.kind === kind);
    expect(found).toHaveLength(1);
    return found[0]!;
  };

  test('kustomization.yaml names every other file', async () => {
    const files = await readdir(join(container, 'kubernetes'));
    const { resources } = parse(await readFile(join(container, 'kubernetes/kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };
    expect([...resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
  });

  test('hold no secret: the one there is comes from the cluster', async () => {
    const manifests = await read();
    const { env } = (await one('Deployment')).spec.template.spec.containers[0];

    expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
    expect(env).toEqual([
      {
        name: 'SIGNING_SECRETS',
        valueFrom: { secretKeyRef: { name: 'ops-assistant', key: 'signing-secrets' } },
      },
    ]);
  });

  test('three replicas, of which two stay when nodes are drained, none missing while a version is rolled out', async () => {
    const { spec } = await one('Deployment');
    const { minAvailable } = (await one('PodDisruptionBudget')).spec;

    expect(spec.replicas).toBe(3);
    expect(minAvailable).toBe(2);
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
  });

  test('everything selects the pods by the label that they have', async () => {
    const { labels } = (await one('Deployment')).spec.template.metadata;
    const selectors = [
      (await one('Deployment')).spec.selector.matchLabels,
      (await one('Service')).spec.selector,
      (await one('PodDisruptionBudget')).spec.selector.matchLabels,
      (await one('NetworkPolicy')).spec.podSelector.matchLabels,
    ];
    for (const selector of selectors) expect(selector).toEqual(labels);
  });

  test('the pod may do nothing that it does not need, has limits, and time for its last answers', async () => {
    const { spec } = (await one('Deployment')).spec.template;
    const [server] = spec.containers;

    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: Number(image.user[0]),
      runAsGroup: Number(image.user[1]),
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(server.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(server.resources).toEqual({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { cpu: expect.any(String), memory: expect.any(String) },
    });
    const drained = server.lifecycle.preStop.sleep.seconds + 30;
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(drained);
  });

  test('probes, service and network policy lead to the port that the image listens on', async () => {
    const [server] = (await one('Deployment')).spec.template.spec.containers;
    const port = Number(image.env.PORT);

    expect(server.ports).toEqual([{ name: 'http', containerPort: port }]);
    for (const probe of [server.startupProbe, server.livenessProbe, server.readinessProbe]) {
      expect(probe.httpGet).toEqual({ path: '/health', port: 'http' });
    }
    expect((await one('Service')).spec.ports[0].targetPort).toBe('http');
    const { ingress, policyTypes } = (await one('NetworkPolicy')).spec;
    expect(
      ingress.flatMap((rule: { ports: { port: number }[] }) => rule.ports.map((each) => each.port)),
    ).toEqual([port]);
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('the settings are variables that exist', async () => {
    const { data } = await one('ConfigMap');
    for (const name of Object.keys(data)) expect(known).toContain(name);
    expect(data.PUBLIC_URL).toMatch(/^https:/);
  });
});

function copied(stage: readonly { name: string; rest: string }[]): string[] {
  return stage.filter(({ name }) => name === 'COPY').map(({ rest }) => rest);
}
