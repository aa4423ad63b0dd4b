import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../lambda/config/read-config.ts';
import { containerEnvironment } from '../../lambda/handlers/container/environment.ts';
import { readDockerfile } from '../container/dockerfile.ts';
import { hasKustomize } from '../support/programs.ts';
import { allows, type NetworkPolicySpec, type Peer, quantity } from './policies.ts';

const root = join(import.meta.dirname, '../..');
const image = await readDockerfile();
const known = new Set((await readFile(join(root, '.env.example'), 'utf8')).match(/^[A-Z_]+(?==)/gm));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a form of its own.
  readonly spec: any;
  readonly data: Record<string, string>;
}

describe.skipIf(!hasKustomize).each(['prod', 'staging'])(
  'overlay %s, built by kubectl (left out where there is none with Kustomize 4 or newer)',
  (overlay) => {
    let manifests: Manifest[];
    beforeAll(async () => {
      const folder = join(root, 'infra/kubernetes/overlays', overlay);
      const { stdout } = await promisify(execFile)('kubectl', ['kustomize', folder]);
      manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    });

    function one(kind: string): Manifest {
      const found = manifests.filter((each) => each.kind === kind);
      expect(found.map(({ metadata }) => metadata.name)).toHaveLength(1);
      return found[0]!;
    }
    const pod = () => one('Deployment').spec.template;

    test('has every kind that a deployment needs, in one namespace, and no secret', () => {
      const kinds = ['ConfigMap', 'Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'NetworkPolicy'];
      expect(manifests.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining([...kinds, 'PodDisruptionBudget', 'Service', 'ServiceAccount']),
      );
      expect(manifests.map(({ kind }) => kind)).not.toContain('Secret');
      expect(new Set(manifests.map(({ metadata }) => metadata.namespace)).size).toBe(1);
      expect(pod().spec.containers[0].env).toEqual([
        {
          name: 'SIGNING_SECRETS',
          valueFrom: { secretKeyRef: { name: 'ops-assistant', key: 'signing-secrets' } },
        },
      ]);
    });

    test('names its image by a version', () => {
      expect(pod().spec.containers[0].image).toMatch(/^registry\.example\.com\/ops-assistant:\d+\.\d+\.\d+$/);
    });

    test('is configured with variables that exist, and the server starts with them', () => {
      const { data, metadata } = one('ConfigMap');
      for (const name of Object.keys(data)) expect(known).toContain(name);
      const config = readConfig(
        containerEnvironment({ ...image.env, ...data, SIGNING_SECRETS: '-'.repeat(32) }),
      );

      expect(config.stage).toBe(overlay);
      expect(config.deployment).toBe('container');
      expect(pod().spec.containers[0].envFrom).toEqual([{ configMapRef: { name: metadata.name } }]);
      const { host, http } = one('Ingress').spec.rules[0];
      expect(new URL(config.mcpUrl).hostname).toBe(host);
      expect(http.paths[0].backend.service).toEqual({ name: 'ops-assistant', port: { name: 'http' } });
    });

    test('the Ingress ends TLS and limits each address to 10 connections and 50 requests a second', () => {
      const { metadata, spec } = one('Ingress');

      expect(metadata.annotations).toMatchObject({
        'nginx.ingress.kubernetes.io/limit-connections': '10',
        'nginx.ingress.kubernetes.io/limit-rps': '50',
        'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
      });
      expect(spec.tls[0].hosts).toEqual([spec.rules[0].host]);
    });

    test('no pod is missing while a version is rolled out, one at most while nodes are drained', () => {
      const { spec } = one('Deployment');
      const autoscaler = one('HorizontalPodAutoscaler').spec;

      expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
      expect(one('PodDisruptionBudget').spec.maxUnavailable).toBe(1);
      expect(autoscaler.minReplicas).toBe(spec.replicas);
      expect(autoscaler.maxReplicas).toBeGreaterThan(spec.replicas);
      expect(autoscaler.scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'ops-assistant' });
      expect(spec.replicas).toBe(overlay === 'prod' ? 3 : 2);
    });

    test('everything selects the pods by the label that they have', () => {
      const { labels } = pod().metadata;
      const selectors = [
        one('Deployment').spec.selector.matchLabels,
        one('Service').spec.selector,
        one('PodDisruptionBudget').spec.selector.matchLabels,
        one('NetworkPolicy').spec.podSelector.matchLabels,
        ...manifests.filter(({ kind }) => kind === 'PodMonitor').map(({ spec }) => spec.selector.matchLabels),
      ];
      for (const selector of selectors) expect(selector).toEqual(labels);
    });

    test('the pod may do nothing that it does not need, has limits, and time for its last answers', () => {
      const { spec } = pod();
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
      for (const part of ['requests', 'limits']) {
        expect(server.resources[part]).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
      }
      const drained = server.lifecycle.preStop.sleep.seconds + 30;
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(drained);
    });

    test('probes, service, scraping and network policy lead to the ports that the image listens on', () => {
      const [server] = pod().spec.containers;
      const [http, metrics] = [Number(image.env.PORT), Number(image.env.METRICS_PORT)];

      expect(server.ports).toEqual([
        { name: 'http', containerPort: http },
        { name: 'metrics', containerPort: metrics },
      ]);
      for (const probe of [server.startupProbe, server.livenessProbe, server.readinessProbe]) {
        expect(probe.httpGet).toEqual({ path: '/health', port: 'http' });
      }
      expect(one('Service').spec.ports[0].targetPort).toBe('http');
      expect(one('Service').spec.sessionAffinity).toBeUndefined();
      expect(pod().metadata.annotations).toMatchObject({ 'prometheus.io/port': String(metrics) });
      const { ingress } = one('NetworkPolicy').spec;
      expect(
        ingress.flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port)),
      ).toEqual([http, metrics]);
    });

    test('the network policy lets through what a pod needs, and nothing else', () => {
      const policy = one('NetworkPolicy').spec as NetworkPolicySpec;
      const out = (to: Peer, port: number, protocol = 'TCP') => allows(policy, 'egress', to, port, protocol);
      const into = (from: Peer, port: number) => allows(policy, 'ingress', from, port, 'TCP');
      const names = { namespace: 'kube-system', pod: { 'k8s-app': 'kube-dns' } };
      const collector = one('ConfigMap').data.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://c.monitoring.svc:4318';
      const [, namespace] = new URL(collector).hostname.split('.');

      expect(policy.policyTypes).toEqual(['Ingress', 'Egress']);
      expect(out({ ip: '203.0.113.7' }, 443), 'the issuer, DynamoDB').toBe(true);
      expect(out({ ip: '2001:db8::7' }, 443), 'the same by IPv6').toBe(true);
      expect(out({ namespace: namespace! }, Number(new URL(collector).port)), 'the collector').toBe(true);
      for (const protocol of ['UDP', 'TCP']) expect(out(names, 53, protocol), 'names').toBe(true);
      expect(out({ ip: '169.254.170.23' }, 80), "EKS pod identity's credentials").toBe(true);
      expect(into({ namespace: 'ingress-nginx' }, Number(image.env.PORT)), 'clients').toBe(true);
      expect(into({ namespace: 'monitoring' }, Number(image.env.METRICS_PORT)), 'Prometheus').toBe(true);

      expect(out({ ip: '169.254.169.254' }, 80), "the node's own credentials").toBe(false);
      expect(out({ ip: '169.254.169.254' }, 443), 'the same over TLS').toBe(false);
      expect(out({ ip: '203.0.113.7' }, 80), 'plain http').toBe(false);
      expect(out({ namespace: 'default' }, 5432), 'another namespace').toBe(false);
      expect(out({ namespace: 'kube-system' }, 53), 'another pod of that namespace').toBe(false);
      expect(into({ namespace: 'default' }, Number(image.env.PORT)), 'past the Ingress').toBe(false);
      expect(into({ namespace: 'ingress-nginx' }, Number(image.env.METRICS_PORT)), 'metrics').toBe(false);
    });

    test('breaks none of the usual policies: no privileges, no host, no floating tag, bounded and evictable', () => {
      const { spec } = pod();
      const [server] = spec.containers;
      const budget = one('PodDisruptionBudget').spec;

      for (const name of ['hostNetwork', 'hostPID', 'hostIPC', 'volumes', 'initContainers'])
        expect(spec).not.toHaveProperty(name);
      expect(server.securityContext.privileged).toBeUndefined();
      expect(server.ports.every((port: { hostPort?: number }) => port.hostPort === undefined)).toBe(true);
      expect(server.image).toMatch(/:[\d.]+$/);
      expect(quantity(server.resources.requests.cpu)).toBeLessThanOrEqual(
        quantity(server.resources.limits.cpu),
      );
      const memory = quantity(server.resources.limits.memory);
      expect(quantity(server.resources.requests.memory)).toBeLessThanOrEqual(memory);
      // The alert comes before the limit.
      expect(400e6).toBeLessThan(memory);
      // A node can always be drained, and never takes the last pod along.
      expect(budget.maxUnavailable).toBeGreaterThan(0);
      expect(budget.maxUnavailable).toBeLessThan(one('HorizontalPodAutoscaler').spec.minReplicas);
      expect(server.livenessProbe.failureThreshold ?? 3).toBeGreaterThan(1);
    });
  },
);

test.skipIf(!hasKustomize)('prod takes its secret from the company store, and is watched', async () => {
  const { stdout } = await promisify(execFile)('kubectl', [
    'kustomize',
    join(root, 'infra/kubernetes/overlays/prod'),
  ]);
  const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  const secret = manifests.find(({ kind }) => kind === 'ExternalSecret')!;
  const monitor = manifests.find(({ kind }) => kind === 'PodMonitor')!;

  expect(secret.spec.target.name).toBe('ops-assistant');
  expect(secret.spec.data[0].secretKey).toBe('signing-secrets');
  expect(monitor.spec.podMetricsEndpoints[0].port).toBe('metrics');
  expect(manifests.some(({ kind }) => kind === 'PrometheusRule')).toBe(true);
});
