import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as YAML from 'yaml';
import * as z from 'zod';
import { startApp, withoutLimits } from '../support/app.ts';
import { startBearerProxy } from '../support/bearer-proxy.ts';
import { serveFrontDoor } from '../support/front-door.ts';
import { startServer } from '../support/server.ts';
import { fixtureSurface } from './fixture-surface.ts';
import { runConformance } from './run-conformance.ts';

const revisions = ['2026-07-28', '2025-11-25', '2025-06-18'] as const;
const excuses = z.array(z.object({ because: z.string().min(20), scenarios: z.array(z.string()).min(1) }));
const baseline = z
  .strictObject({
    own: z.record(z.enum(['2026-07-28', '2025-11-25']), excuses),
    fixtures: z.record(z.enum(revisions), excuses),
  })
  .parse(YAML.parse(await readFile(join(import.meta.dirname, 'conformance-baseline.yml'), 'utf8')));

const scenariosOf = (list: z.infer<typeof excuses>) => list.flatMap(({ scenarios }) => scenarios);

const open = new AsyncDisposableStack();
/** The addresses of the two servers, each behind a proxy that signs in: the suite has no option for a token. */
const urls = { own: '', fixtures: '' };

beforeAll(async () => {
  const server = await startServer(withoutLimits);
  open.defer(async () => void (await server.stop()));
  const settings = {
    LIMIT_CALLER_PER_MINUTE: '100000',
    ALLOWED_HOSTS: '127.0.0.1,localhost',
    ALLOWED_ORIGINS: 'http://127.0.0.1:*',
  };
  const app = open.use(await startApp(settings, fixtureSurface));
  const frontDoor = open.use(await serveFrontDoor(app));

  const own = open.use(await startBearerProxy(server.origin, await server.token()));
  const fixtures = open.use(await startBearerProxy(frontDoor.origin, await app.token()));
  urls.own = `http://127.0.0.1:${own.port}/mcp`;
  urls.fixtures = `http://127.0.0.1:${fixtures.port}/mcp`;
});
afterAll(() => open.disposeAsync());

/** The exit code is 0 only when nothing else fails and nothing that is excused passes. */
async function run(url: string, revision: string, excused: readonly string[]) {
  const { exitCode, output, scenarios, checksPassed } = await runConformance(url, revision, excused);
  expect(exitCode, output.slice(output.indexOf('=== SUMMARY'))).toBe(0);
  expect(checksPassed).toBeGreaterThan(30);
  return scenarios;
}

test.each([
  ['2026-07-28', { passed: 37, required: 37 }],
  ['2025-11-25', { passed: 24, required: 30 }],
  ['2025-06-18', { passed: 23, required: 27 }],
] as const)('passes the official suite of %s with its own fixtures: %o', async (revision, scenarios) => {
  expect(await run(urls.fixtures, revision, scenariosOf(baseline.fixtures[revision]))).toEqual(scenarios);
});

test.each(['2026-07-28', '2025-11-25'] as const)(
  'the product passes what needs no fixture of %s',
  async (revision) => {
    await run(urls.own, revision, scenariosOf(baseline.own[revision]));
  },
);

test('excuses of the fixtures only what a stateless server cannot do', () => {
  expect(scenariosOf(baseline.fixtures['2026-07-28'])).toEqual([]);
  expect(scenariosOf(baseline.fixtures['2025-11-25']).toSorted()).toEqual([
    'elicitation-sep1034-defaults',
    'elicitation-sep1330-enums',
    'resources-subscribe',
    'resources-unsubscribe',
    'server-sse-multiple-streams',
    'tools-call-elicitation',
    'tools-call-sampling',
  ]);
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
  for (const revision of ['2026-07-28', '2025-11-25'] as const) {
    const excused = scenariosOf(baseline.own[revision]);
    expect(universal[revision].filter((scenario) => excused.includes(scenario))).toEqual([]);
  }
});
