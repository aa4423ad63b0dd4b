import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Every room in the order of dependency: a file imports only files of its own room and of rooms above it.
 * A room is a folder; a file directly in lambda/, infra/ or scripts/ is a room of its own.
 */
const rooms = [
  'lambda/bundle-shims',
  'lambda/caching',
  'lambda/text',
  'lambda/config',
  'lambda/errors',
  'lambda/redaction',
  'lambda/auth',
  'lambda/access',
  'lambda/http',
  'lambda/mcp/protocol',
  'lambda/observability',
  'lambda/observability/tracing',
  'lambda/aws',
  'lambda/dynamodb',
  'lambda/audit-trail',
  'lambda/inventory',
  'lambda/policies',
  'lambda/rate-limiting',
  'lambda/tickets',
  'lambda/notifications',
  'lambda/inventory/search',
  'lambda/policies/search',
  'lambda/schemas',
  'lambda/import',
  'lambda/mounted-servers',
  'lambda/mounted-servers/upstream',
  'lambda/mounted-servers/inspection',
  'lambda/usage',
  'lambda/services',
  'lambda/incidents',
  'lambda/mcp/definitions',
  'lambda/landing-page/browser',
  'lambda/landing-page',
  'lambda/mcp/methods',
  'lambda/resources/views',
  'lambda/resources/skills',
  'lambda/resources',
  'lambda/tools',
  'lambda/mcp',
  'lambda/pipeline',
  'lambda/prompts',
  'lambda/registry.ts',
  'lambda/app.ts',
  'lambda/handlers',
  'lambda/handlers/container',
  'infra/cdk-nag.ts',
  'infra/config',
  'infra/cost',
  'infra/storage',
  'infra/compute',
  'infra/identity',
  'infra/api',
  'infra/monitoring/signals',
  'infra/prometheus',
  'infra/monitoring/alarms',
  'infra/monitoring/dashboard',
  'infra/monitoring',
  'infra/notifications',
  'infra/outputs.ts',
  'infra/mounted-servers',
  'infra/ops-assistant-stack.ts',
  'infra/app.ts',
  'scripts/cli.ts',
  'scripts/docs',
  'scripts/local/dynamodb-emulator',
  'scripts/performance/bench/handlers',
  'scripts/bundle',
  'scripts/data/import/files',
  'scripts/performance',
  'scripts/dev/charts',
  'scripts/ops/cost',
  'scripts/dev/observe',
  'scripts/local',
  'scripts/data/backup',
  'scripts/data/erase',
  'scripts/data/import',
  'scripts/docs/dashboard-picture/sample-run',
  'scripts/local/authorization-server',
  'scripts/ops/audit',
  'scripts/ops/servers',
  'scripts/ops/clients',
  'scripts/dev',
  'scripts/docs/dashboard-picture',
  'scripts/ops/production-check/context',
  'scripts/ops/production-check/checks',
  'scripts/performance/harness',
  'scripts/ops/production-check',
  'scripts/performance/bench',
  'scripts/performance/load',
  'scripts/ops-assistant.ts',
  'scripts/ops-assistant.mjs',
];

const root = join(import.meta.dirname, '../..');
const files = globSync('{lambda,infra,scripts}/**/*.{ts,mjs}', { cwd: root }).toSorted();

function roomOf(file: string): string {
  return /^(?:lambda|infra|scripts)\/[^/]+$/.test(file) ? file : dirname(file);
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)];
  return specifiers
    .map(([, specifier]) => normalize(join(dirname(file), specifier!)))
    .filter((target) => existsSync(join(root, target)) && statSync(join(root, target)).isFile());
}

describe('the rooms', () => {
  test('are all in the list, and the list names no other', () => {
    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(rooms.toSorted());
  });

  test('are imported from rooms below only', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => /^(?:lambda|infra|scripts)\//.test(target))
        .filter((target) => rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(file)))
        .map((target) => `${file} → ${target}`),
    );

    expect(upwards).toEqual([]);
  });

  test('keep the wings apart: lambda/ knows neither infra/ nor scripts/, infra/ no scripts/', () => {
    const foreign = files.flatMap((file) => {
      const forbidden = { lambda: /^(?:infra|scripts)\//, infra: /^scripts\//, scripts: /^test\// }[
        file.split('/')[0] as 'lambda' | 'infra' | 'scripts'
      ];
      return importsOf(file)
        .filter((target) => forbidden.test(target))
        .map((target) => `${file} → ${target}`);
    });

    expect(foreign).toEqual([]);
  });

  test('leave the ambient request context to the pipeline: a tool gets what it needs as an argument', () => {
    const readers = files.filter((file) => /^lambda\/(?:tools|resources|prompts|schemas)\//.test(file));

    expect(
      readers.filter((file) => importsOf(file).some((target) => target.includes('request-context'))),
    ).toEqual([]);
  });
});
