import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scopes } from '../../lambda/auth/scopes.ts';
import { supportedRevisions } from '../../lambda/mcp/protocol/protocol-versions.ts';
import { metricDefinitions, namespace } from '../../lambda/observability/metric-definitions.ts';
import { registry } from '../../lambda/registry.ts';
import { defineCommand, runCommand, say } from '../cli.ts';
import { apiReference } from './api-reference.ts';
import { writeGeneratedPart } from './generated-part.ts';
import { textTable } from './markdown-table.ts';
import { reliabilityFigures, reliabilityPage } from './reliability.ts';

const root = join(import.meta.dirname, '../..');
export const referencePage = join(root, 'docs/reference.md');

export const command = defineCommand(
  'docs',
  say('Writes the reference pages from the definitions.', '정의에서 레퍼런스 문서를 만듭니다.'),
  ['npm run docs'],
).action(async () => {
  await writeFile(join(root, 'docs/api-reference.md'), apiReference());
  await writeFile(referencePage, await reference());
  await writeGeneratedPart(reliabilityPage, 'figures', await reliabilityFigures());
  process.stdout.write('docs/api-reference.md\ndocs/reference.md\ndocs/reliability.md\n');
});

/** The page with scopes, limits, settings and metrics; api-reference.ts covers tools, resources and prompts. */
export async function reference(): Promise<string> {
  const settings = settingsIn(await readFile(join(root, '.env.example'), 'utf8'));
  const limits = registry.tools.map(({ name, limit, cache }) => [
    `\`${name}\``,
    String(limit.perMinute),
    cache === 'never' ? 'never' : `${cache.seconds} s`,
  ]);
  const metrics = Object.entries(metricDefinitions).map(([name, { unit, byTool, byServer }]) => [
    `\`${name}\``,
    unit,
    ['service', ...(byTool ? ['tool'] : []), ...(byServer ? ['server'] : [])].join(', '),
  ]);
  return `# Reference

Written by \`npm run docs\` from the definitions; changes here are overwritten. Protocol revisions: ${supportedRevisions.join(', ')}.

## Scopes

${textTable(
  ['scope', 'allows'],
  Object.entries(scopes).map(([name, text]) => [`\`${name}\``, text]),
)}

Tools, resources and prompts: [API reference](api-reference.md). Errors: [error catalogue](error-catalogue.md).

## Limits per tool

${textTable(['tool', 'calls per caller and minute', 'cached'], limits)}

## Settings

Environment variables, as in [.env.example](../.env.example).

${textTable(['variable', 'default', 'meaning'], settings)}

## Metrics

Namespace \`${namespace}\`.

${textTable(['metric', 'unit', 'dimensions'], metrics)}
`;
}

/** Each variable with its default and the comment above its group. */
function settingsIn(example: string): string[][] {
  let comment: string[] = [];
  let last = '';
  return example.split('\n').flatMap((line) => {
    const variable = /^([A-Z_]+)=(.*)$/.exec(line);
    if (line.startsWith('#')) comment.push(line.slice(2));
    if (line === '') comment = [];
    if (!variable) return [];
    if (comment.length > 0) last = comment.join(' ').replace(/[|<]/g, '\\$&');
    comment = [];
    return [[`\`${variable[1]}\``, variable[2] ? `\`${variable[2]}\`` : '–', last]];
  });
}

if (import.meta.main) await runCommand(command);
