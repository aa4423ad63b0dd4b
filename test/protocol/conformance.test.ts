import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as YAML from 'yaml';
import * as z from 'zod';
import { startApp, withoutLimits } from '../support/app.ts';
import { startBearerProxy } from '../support/bearer-proxy.ts';
import { serveApp } from '../support/serve-app.ts';
import { startServer } from '../support/server.ts';
import { fixtureSurface } from './fixture-surface.ts';
import { runConformance } from './run-conformance.ts';

const revisions = ['2026-07-28', '2025-11-25'] as const;
const excuses = z.array(z.object({ because: z.string().min(20), scenarios: z.array(z.string()).min(1) }));
const perRevision = z.record(z.enum(revisions), excuses);
const baseline = z
  .strictObject({ own: perRevision, fixtures: perRevision })
  .parse(YAML.parse(await readFile(join(import.meta.dirname, 'conformance-baseline.yml'), 'utf8')));

const expected = (surface: keyof typeof baseline, revision: (typeof revisions)[number]) =>
  baseline[surface][revision].flatMap(({ scenarios }) => scenarios);

const open = new AsyncDisposableStack();
/** The addresses of the two servers, each behind a proxy that signs in: the suite has no option for a token. */
const urls = { own: '', fixtures: '' };

beforeAll(async () => {
  const server = await startServer(withoutLimits);
  open.defer(async () => void (await server.stop()));
  const loopback = { ALLOWED_HOSTS: '127.0.0.1,localhost', ALLOWED_ORIGINS: 'http://127.0.0.1:*' };
  const app = open.use(await startApp({ ...withoutLimits, ...loopback }, fixtureSurface));
  const served = open.use(await serveApp(app.app));

  const own = open.use(await startBearerProxy(server.origin, await server.token()));
  const fixtures = open.use(await startBearerProxy(served.origin, await app.token()));
  urls.own = `http://127.0.0.1:${own.port}/mcp`;
  urls.fixtures = `http://127.0.0.1:${fixtures.port}/mcp`;
});
afterAll(() => open.disposeAsync());

test.each([
  ['own', '2026-07-28'],
  ['own', '2025-11-25'],
  ['fixtures', '2026-07-28'],
  ['fixtures', '2025-11-25'],
] as const)('passes what the suite requires, with %s tools, of %s', async (surface, revision) => {
  const { exitCode, output, scenarios, checksPassed } = await runConformance(
    urls[surface],
    revision,
    expected(surface, revision),
  );

  const { passed, required } = scenarios;
  console.log(`${revision}, ${surface}: ${passed} of ${required} scenarios, ${checksPassed} checks passed`);
  expect(exitCode, output.slice(output.indexOf('=== SUMMARY'))).toBe(0);
  expect(checksPassed).toBeGreaterThan(30);
});

test('excuses no scenario that needs no tool of the suite', () => {
  const universal = {
    '2026-07-28': [
      'server-stateless',
      'tools-list',
      'resources-list',
      'prompts-list',
      'caching',
      'sep-2164-resource-not-found',
      'dns-rebinding-protection',
      'server-sse-multiple-streams',
      'http-header-validation',
      'input-required-result-unsupported-methods',
      'input-required-result-validate-input',
    ],
    '2025-11-25': [
      'server-initialize',
      'ping',
      'tools-list',
      'resources-list',
      'prompts-list',
      'dns-rebinding-protection',
      'server-session-lifecycle',
      'server-sse-polling',
    ],
  };
  for (const revision of revisions) {
    const excused = expected('own', revision);
    expect(universal[revision].filter((scenario) => excused.includes(scenario))).toEqual([]);
  }
});
